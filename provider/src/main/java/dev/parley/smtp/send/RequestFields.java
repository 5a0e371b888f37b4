package dev.parley.smtp.send;

import dev.parley.smtp.SendOptions;
import dev.parley.smtp.ValidSince;
import dev.parley.smtp.transaction.EnvelopeOptions;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MailDateFormat;
import jakarta.mail.internet.MimeMessage;
import java.text.ParseException;
import java.util.Date;

/**
 * Reads the header fields by which a message requests a service of each server on its way. They are sent as they are. An
 * invalid one is a warning only: the message may be that of another author.
 */
final class RequestFields {
    /** RFC 6758 s4. */
    static final String PRIORITY = "MT-Priority";
    /** RFC 7293 s3.2. */
    static final String VALID_SINCE = "Require-Recipient-Valid-Since";
    /** RFC 8689 s3. */
    static final String TLS_REQUIRED = "TLS-Required";

    private RequestFields() {}

    static EnvelopeOptions.Fields of(MimeMessage message, Trace trace) throws MessagingException {
        checkTlsRequired(message.getHeader(TLS_REQUIRED), trace);
        String since = only(VALID_SINCE, message.getHeader(VALID_SINCE), trace);
        int end = since == null ? -1 : since.indexOf(';');
        ValidSince parsed = end < 0 ? null : validSince(since.substring(end + 1));
        if (since != null && parsed == null) {
            warn(VALID_SINCE, "is not an address, a semicolon, and a date and time (RFC 7293 s3.2)", trace);
        }
        String recipient = parsed == null ? null : since.substring(0, end).strip();
        return new EnvelopeOptions.Fields(
                priority(only(PRIORITY, message.getHeader(PRIORITY), trace), trace), recipient, parsed);
    }

    /** RFC 8689 s3: the field, once, with the value No. Parley's own connection follows its properties. */
    private static void checkTlsRequired(String[] values, Trace trace) {
        String value = only(TLS_REQUIRED, values, trace);
        if (value != null && !value.strip().equalsIgnoreCase("No")) {
            warn(TLS_REQUIRED, "has another value than No (RFC 8689 s3)", trace);
        }
    }

    private static Integer priority(String value, Trace trace) {
        if (value == null) {
            return null;
        }
        try {
            int priority = Integer.parseInt(value.strip());
            SendOptions.builder().priority(priority); // checks the range
            return priority;
        } catch (IllegalArgumentException e) {
            warn(PRIORITY, "is not a number from -9 to 9 (RFC 6710 s3)", trace);
            return null;
        }
    }

    /** Null where the text is not a date and time of RFC 5322 s3.3. */
    private static ValidSince validSince(String text) {
        try {
            MailDateFormat format = new MailDateFormat();
            format.setLenient(false);
            Date date = format.parse(text.strip());
            return date == null ? null : ValidSince.of(date.toInstant());
        } catch (ParseException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The value of a field; null where there is none, or where several contradict each other. */
    private static String only(String field, String[] values, Trace trace) {
        if (values != null && values.length > 1) {
            warn(field, "is present " + values.length + " times", trace);
        }
        return values == null || values.length > 1 ? null : values[0];
    }

    private static void warn(String field, String what, Trace trace) {
        trace.warned(Topic.SETTINGS, "a header field has no effect on this server: it " + what, field);
    }
}
