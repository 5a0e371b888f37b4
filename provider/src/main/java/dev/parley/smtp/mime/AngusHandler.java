package dev.parley.smtp.mime;

import jakarta.activation.ActivationDataFlavor;
import jakarta.activation.CommandMap;
import jakarta.activation.DataHandler;
import org.eclipse.angus.mail.handlers.handler_base;
import org.eclipse.angus.mail.handlers.message_rfc822;
import org.eclipse.angus.mail.handlers.multipart_mixed;
import org.eclipse.angus.mail.handlers.text_html;
import org.eclipse.angus.mail.handlers.text_plain;

/**
 * Whether what is in a DataHandler is an object that Angus Mail's own handler would write. Each of these hands out one
 * flavor, always the same object, which another handler does not have.
 */
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

    /** Opens nothing. */
    boolean writes(DataHandler data) {
        if (!isObject(data)) {
            return false;
        }
        ActivationDataFlavor[] flavors = data.getTransferDataFlavors();
        return flavors.length == 1 && flavors[0] == flavor && isDefault();
    }

    /** A handler made from this one has its flavor, too. */
    private boolean isDefault() {
        var used = CommandMap.getDefaultCommandMap().createDataContentHandler(type);
        return used != null && used.getClass() == handler;
    }

    private static boolean isObject(DataHandler data) {
        return data.getClass() == DataHandler.class
                && data.getDataSource().getClass().getName().equals("jakarta.activation.DataHandlerDataSource");
    }
}
