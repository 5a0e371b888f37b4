package dev.parley.smtp.mime;

import jakarta.activation.ActivationDataFlavor;
import jakarta.activation.CommandMap;
import jakarta.activation.DataHandler;
import org.eclipse.angus.mail.handlers.handler_base;
import org.eclipse.angus.mail.handlers.message_rfc822;
import org.eclipse.angus.mail.handlers.multipart_mixed;
import org.eclipse.angus.mail.handlers.text_html;
import org.eclipse.angus.mail.handlers.text_plain;

/** Angus Mail's DataContentHandlers whose output Parley can produce itself. */
enum AngusHandler {
    PLAIN_TEXT("text/plain", new text_plain()),
    HTML("text/html", new text_html()),
    MULTIPART("multipart/mixed", new multipart_mixed()),
    MESSAGE("message/rfc822", new message_rfc822());

    private final String type;
    private final Class<?> handler;
    private final ActivationDataFlavor flavor;

    AngusHandler(String type, handler_base handler) {
        this.type = type;
        this.handler = handler.getClass();
        this.flavor = handler.getTransferDataFlavors()[0];
    }

    /**
     * Returns whether this handler would write the content of a DataHandler. The content is not opened.
     *
     * <p>The handler is recognized by its flavor: each handler has one, and always returns the same object.
     */
    boolean writes(DataHandler data) {
        if (!holdsObject(data)) {
            return false;
        }
        ActivationDataFlavor[] flavors = data.getTransferDataFlavors();
        return flavors.length == 1 && flavors[0] == flavor && isInstalled();
    }

    /** A subclass of the handler in the default CommandMap would have the same flavor. */
    private boolean isInstalled() {
        var installed = CommandMap.getDefaultCommandMap().createDataContentHandler(type);
        return installed != null && installed.getClass() == handler;
    }

    private static boolean holdsObject(DataHandler data) {
        return data.getClass() == DataHandler.class
                && data.getDataSource().getClass().getName().equals("jakarta.activation.DataHandlerDataSource");
    }
}
