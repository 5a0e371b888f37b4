package dev.parley.smtp.send;

import dev.parley.settings.Compatibility;
import dev.parley.settings.MailProperties;
import dev.parley.smtp.SendOptions;
import dev.parley.smtp.SmtpMessage;
import dev.parley.smtp.mime.StandardTypes;
import dev.parley.smtp.transaction.EnvelopeOptions;
import dev.parley.smtp.transaction.RecipientPolicy;
import dev.parley.trace.Trace;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/**
 * The settings of one send, read once per send. An {@link SMTPMessage}'s own options override the properties.
 *
 * <p>{@code mail.mime.allowutf8} (true, false; false): Jakarta Mail writes header fields in UTF-8 instead of encoding
 * them; such a message requires a server that announces SMTPUTF8
 *
 * @param from null where it is not configured. {@code mail.<protocol>.from} (address; the message's From): the sender in
 *     the envelope
 * @param policy {@code mail.<protocol>.sendpartial} (true, false; false): sends the message to the accepted recipients
 *     if others are rejected. Recipients above the server's limit receive it in further transactions
 * @param options the requested parameters of MAIL and RCPT, as {@link EnvelopeOptions} lists it
 * @param rendering how the message is rendered, as {@link Rendering} lists it
 * @param report how the result is reported, as {@link Report} lists it
 */
record SendSettings(String from, RecipientPolicy policy, EnvelopeOptions options, Rendering rendering, Report report) {

    /**
     * The rendering of a message.
     *
     * @param allow8bit the property or option that allows it; null where nothing does. {@code
     *     mail.<protocol>.allow8bitmime} (true, false; false): if the server announces 8BITMIME, text in quoted-printable
     *     or base64 is sent as 8bit, if its lines allow it and nothing is signed or encrypted
     * @param own {@code mail.<protocol>.rendering} (own, writeTo; own): own renders a message from its parts if the
     *     result equals that of {@code writeTo}, which is faster; writeTo always calls the message's {@code writeTo}
     */
    record Rendering(String allow8bit, boolean own) {}

    /**
     * The report of a result.
     *
     * @param successes {@code mail.<protocol>.reportsuccess} (true, false; false): a successful send throws an
     *     exception that lists the accepted recipients
     * @param compatibility as the connection's settings have it
     */
    record Report(boolean successes, Compatibility compatibility) {}

    /** @throws IllegalArgumentException naming the property whose value cannot be sent */
    static SendSettings from(MailProperties properties, MimeMessage message, Trace trace) throws MessagingException {
        EnvelopeOptions.Fields fields = hasRequests(message) ? RequestFields.of(message, trace) : null;
        if (message instanceof SMTPMessage own) {
            SendOptions requests = own instanceof SmtpMessage typed ? typed.getSendOptions() : null;
            MailProperties all = properties.with(options(own));
            EnvelopeOptions options = EnvelopeOptions.from(all, requests, fields);
            return from(all, options, own.getSendPartial(), own.getAllow8bitMIME());
        }
        return from(properties, EnvelopeOptions.from(properties, null, fields), false, false);
    }

    /** A message whose header must be fetched from another server is not asked three times. */
    private static boolean hasRequests(MimeMessage message) throws MessagingException {
        return (StandardTypes.isStandard(message) || !StandardTypes.recognizesSubclasses())
                && (message.getHeader(RequestFields.PRIORITY, null) != null
                        || message.getHeader(RequestFields.VALID_SINCE, null) != null
                        || message.getHeader(RequestFields.TLS_REQUIRED, null) != null);
    }

    private static SendSettings from(
            MailProperties properties, EnvelopeOptions options, boolean sendPartial, boolean allow8bit) {
        boolean partial = sendPartial || properties.flag("sendpartial", false);
        String allowed = allow8bit ? "setAllow8bitMIME(true)" : null;
        return new SendSettings(
                properties.commandText("from").orElse(null),
                partial ? RecipientPolicy.PARTIAL : RecipientPolicy.ALL_OR_NONE,
                options,
                new Rendering(
                        properties.flag("allow8bitmime", false) ? properties.name("allow8bitmime") + "=true" : allowed,
                        ownRendering(properties)),
                new Report(
                        properties.flag("reportsuccess", false),
                        properties.constant("compatibility", Compatibility.NONE)));
    }

    private static boolean ownRendering(MailProperties properties) {
        String rendering = properties.text("rendering").orElse("own");
        if (!rendering.equalsIgnoreCase("own") && !rendering.equalsIgnoreCase("writeTo")) {
            throw new IllegalArgumentException(
                    properties.name("rendering") + "=" + rendering + " is not one of own|writeTo");
        }
        return rendering.equalsIgnoreCase("own");
    }

    /** What a message overrides, by the suffix of the property. */
    private static Map<String, String> options(SMTPMessage message) {
        Map<String, String> options = new HashMap<>();
        options.put("from", message.getEnvelopeFrom());
        options.put("submitter", message.getSubmitter());
        options.put("mailextension", message.getMailExtension());
        options.put("dsn.notify", notify(message));
        options.put("dsn.ret", ret(message));
        options.values().removeAll(Collections.singleton(null));
        return options;
    }

    private static String notify(SMTPMessage message) {
        int options = message.getNotifyOptions();
        if (options == SMTPMessage.NOTIFY_NEVER) {
            return "NEVER";
        }
        StringJoiner conditions = new StringJoiner(",").setEmptyValue("");
        if ((options & SMTPMessage.NOTIFY_SUCCESS) != 0) {
            conditions.add("SUCCESS");
        }
        if ((options & SMTPMessage.NOTIFY_FAILURE) != 0) {
            conditions.add("FAILURE");
        }
        if ((options & SMTPMessage.NOTIFY_DELAY) != 0) {
            conditions.add("DELAY");
        }
        return conditions.length() == 0 ? null : conditions.toString();
    }

    private static String ret(SMTPMessage message) {
        int option = message.getReturnOption();
        if (option == SMTPMessage.RETURN_FULL) {
            return "FULL";
        }
        return option == SMTPMessage.RETURN_HDRS ? "HDRS" : null;
    }
}
