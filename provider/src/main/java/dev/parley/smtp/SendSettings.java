package dev.parley.smtp;

import dev.parley.settings.MailProperties;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/**
 * What one send is asked for, read once per send. An {@link SMTPMessage}'s own options stand before the properties.
 *
 * @param from {@code mail.<protocol>.from} (address; the message's From): the sender in the envelope
 * @param partial {@code mail.<protocol>.sendpartial} (true, false; false): send although some recipients are refused
 * @param reportSuccess {@code mail.<protocol>.reportsuccess} (true, false; false): throw an exception that lists
 *     successes, too
 * @param dsnNotify {@code mail.<protocol>.dsn.notify} (NEVER, or a list of SUCCESS, FAILURE, DELAY; none): NOTIFY of
 *     every RCPT, where the server offers DSN
 * @param dsnRet {@code mail.<protocol>.dsn.ret} (FULL, HDRS; none): RET of MAIL, where the server offers DSN
 * @param submitter {@code mail.<protocol>.submitter} (text; none): AUTH of MAIL, where the server offers AUTH
 * @param mailExtension {@code mail.<protocol>.mailextension} (text; none): put behind MAIL as it is
 */
record SendSettings(
        Optional<String> from,
        boolean partial,
        boolean reportSuccess,
        Optional<String> dsnNotify,
        Optional<String> dsnRet,
        Optional<String> submitter,
        Optional<String> mailExtension) {

    /** @throws IllegalArgumentException naming the property whose value cannot be said on the wire */
    static SendSettings from(MailProperties properties, MimeMessage message) {
        return new SendSettings(
                option(message, SMTPMessage::getEnvelopeFrom, properties, "from"),
                properties.flag("sendpartial", false) || message instanceof SMTPMessage own && own.getSendPartial(),
                properties.flag("reportsuccess", false),
                word(option(message, SendSettings::notify, properties, "dsn.notify"), properties, "dsn.notify"),
                word(option(message, SendSettings::ret, properties, "dsn.ret"), properties, "dsn.ret"),
                option(message, SMTPMessage::getSubmitter, properties, "submitter"),
                option(message, SMTPMessage::getMailExtension, properties, "mailextension"));
    }

    private static Optional<String> option(
            MimeMessage message, Function<SMTPMessage, String> own, MailProperties properties, String suffix) {
        Optional<String> said = message instanceof SMTPMessage m ? Optional.ofNullable(own.apply(m)) : Optional.empty();
        Optional<String> value = said.or(() -> properties.text(suffix)).filter(text -> !text.isBlank());
        if (value.isPresent() && value.get().chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException(properties.name(suffix) + " holds a control character");
        }
        return value;
    }

    private static Optional<String> word(Optional<String> value, MailProperties properties, String suffix) {
        if (value.isPresent() && value.get().contains(" ")) {
            throw new IllegalArgumentException(
                    properties.name(suffix) + "=" + value.get() + ": a parameter's value holds no blanks");
        }
        return value;
    }

    private static String notify(SMTPMessage message) {
        int options = message.getNotifyOptions();
        if (options == SMTPMessage.NOTIFY_NEVER) {
            return "NEVER";
        }
        List<String> words = new ArrayList<>();
        if ((options & SMTPMessage.NOTIFY_SUCCESS) != 0) {
            words.add("SUCCESS");
        }
        if ((options & SMTPMessage.NOTIFY_FAILURE) != 0) {
            words.add("FAILURE");
        }
        if ((options & SMTPMessage.NOTIFY_DELAY) != 0) {
            words.add("DELAY");
        }
        return words.isEmpty() ? null : String.join(",", words);
    }

    private static String ret(SMTPMessage message) {
        return switch (message.getReturnOption()) {
            case SMTPMessage.RETURN_FULL -> "FULL";
            case SMTPMessage.RETURN_HDRS -> "HDRS";
            default -> null;
        };
    }
}
