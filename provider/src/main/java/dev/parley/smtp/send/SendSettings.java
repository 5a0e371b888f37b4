package dev.parley.smtp.send;

import dev.parley.settings.Compatibility;
import dev.parley.settings.MailProperties;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/**
 * What one send is asked for, read once per send. An {@link SMTPMessage}'s own options stand before the properties.
 *
 * <p>{@code mail.mime.allowutf8} (true, false; false): Jakarta Mail writes header fields in UTF-8 instead of encoding
 * them; such a message is only sent to a server that announces SMTPUTF8
 *
 * @param from {@code mail.<protocol>.from} (address; the message's From): the sender in the envelope
 * @param partial {@code mail.<protocol>.sendpartial} (true, false; false): send although some recipients are refused
 * @param reportSuccess {@code mail.<protocol>.reportsuccess} (true, false; false): throw an exception that lists
 *     successes, too
 * @param compatibility as the dialog's settings have it
 * @param dsnNotify {@code mail.<protocol>.dsn.notify} (NEVER, or some of SUCCESS,FAILURE,DELAY; none): NOTIFY of every
 *     RCPT, where the server offers DSN (RFC 3461 s4.1)
 * @param dsnOrcpt {@code mail.<protocol>.dsn.orcpt} (true, false; false): ORCPT of every RCPT, the address itself (RFC
 *     3461 s4.2)
 * @param dsnRet {@code mail.<protocol>.dsn.ret} (FULL, HDRS; none): RET of MAIL, where the server offers DSN (RFC 3461
 *     s4.3)
 * @param dsnEnvid {@code mail.<protocol>.dsn.envid} (text; none): ENVID of MAIL (RFC 3461 s4.4)
 * @param submitter {@code mail.<protocol>.submitter} (text; none): AUTH of MAIL, where the server offers AUTH
 * @param allow8bit {@code mail.<protocol>.allow8bitmime} (true, false; false): where the server offers 8BITMIME, text in
 *     quoted-printable or base64 goes out as 8bit, if its lines allow it and nothing is signed or encrypted
 * @param ownRendering {@code mail.<protocol>.rendering} (own, writeTo; own): own renders a message from its parts where
 *     that is known to give the octets of its {@code writeTo}, only faster; writeTo leaves every message to itself
 * @param mailExtension {@code mail.<protocol>.mailextension} (text; none): put behind MAIL as it is
 */
record SendSettings(
        Optional<String> from,
        boolean partial,
        boolean reportSuccess,
        Compatibility compatibility,
        Optional<String> dsnNotify,
        boolean dsnOrcpt,
        Optional<String> dsnRet,
        Optional<String> dsnEnvid,
        Optional<String> submitter,
        Optional<String> allow8bit,
        boolean ownRendering,
        Optional<String> mailExtension) {

    private static final Pattern NOTIFY =
            Pattern.compile("NEVER|(SUCCESS|FAILURE|DELAY)(,(SUCCESS|FAILURE|DELAY)){0,2}", Pattern.CASE_INSENSITIVE);
    private static final Pattern RENDERING = Pattern.compile("own|writeTo", Pattern.CASE_INSENSITIVE);
    private static final Pattern RET = Pattern.compile("FULL|HDRS", Pattern.CASE_INSENSITIVE);

    /** @throws IllegalArgumentException naming the property whose value cannot be said on the wire */
    static SendSettings from(MailProperties properties, MimeMessage message) {
        return new SendSettings(
                option(message, SMTPMessage::getEnvelopeFrom, properties, "from"),
                properties.flag("sendpartial", false) || message instanceof SMTPMessage own && own.getSendPartial(),
                properties.flag("reportsuccess", false),
                properties.constant("compatibility", Compatibility.NONE),
                option(message, SendSettings::notify, properties, "dsn.notify")
                        .map(value -> oneOf(NOTIFY, value, properties.name("dsn.notify"))),
                properties.flag("dsn.orcpt", false),
                option(message, SendSettings::ret, properties, "dsn.ret")
                        .map(value -> oneOf(RET, value, properties.name("dsn.ret"))),
                option(message, none -> null, properties, "dsn.envid"),
                option(message, SMTPMessage::getSubmitter, properties, "submitter"),
                allow8bit(properties, message),
                oneOf(RENDERING, properties.text("rendering").orElse("own"), properties.name("rendering"))
                        .equalsIgnoreCase("own"),
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

    private static Optional<String> allow8bit(MailProperties properties, MimeMessage message) {
        if (properties.flag("allow8bitmime", false)) {
            return Optional.of(properties.name("allow8bitmime") + "=true");
        }
        boolean own = message instanceof SMTPMessage smtp && smtp.getAllow8bitMIME();
        return own ? Optional.of("setAllow8bitMIME(true)") : Optional.empty();
    }

    private static String oneOf(Pattern values, String value, String property) {
        if (!values.matcher(value).matches()) {
            throw new IllegalArgumentException(property + "=" + value + " is none of " + values.pattern());
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
