package dev.parley.smtp.protocol;

import dev.parley.settings.Phase;
import java.time.Duration;
import java.util.Locale;

/**
 * The phases of a connection, with the time-outs of RFC 5321 s4.5.3.2.
 *
 * <p>{@code CONNECT} and {@code CONTENT} read no reply: {@link dev.parley.settings.Timeouts} limits connecting and writing.
 */
public enum SmtpPhase implements Phase {
    CONNECT(0, "connecting"),
    GREETING(5, "waiting for the greeting"),
    HELLO(5, "sending EHLO or HELO"),
    STARTTLS(2, "starting TLS"),
    AUTH(5, "logging in"),
    MAIL(5, "sending MAIL"),
    RCPT(5, "sending RCPT"),
    DATA(2, "sending DATA"),
    CONTENT(0, "sending the message"),
    CHUNK(3, "sending a chunk of the message"),
    END_OF_DATA(10, "waiting for the final reply (the message may have been delivered)"),
    RSET(1, "sending RSET"),
    NOOP(1, "sending NOOP"),
    QUIT(1, "sending QUIT"),
    /** As RCPT: the server looks up the address, and may expand aliases (RFC 5321 s4.5.3.2.3). */
    VRFY(5, "sending VRFY"),
    /** As RCPT. */
    EXPN(5, "sending EXPN"),
    /** As MAIL. */
    HELP(5, "sending HELP"),
    /** As RCPT: the server looks up the queue. */
    ETRN(5, "sending ETRN"),
    CUSTOM(5, "sending a command of the application");

    private final Duration timeout;
    private final String phrase;
    private final String word;

    SmtpPhase(int minutes, String phrase) {
        this.timeout = Duration.ofMinutes(minutes);
        this.phrase = phrase;
        this.word = name().toLowerCase(Locale.ROOT); // Each command is traced with it.
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public String phrase() {
        return phrase;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public boolean mayBeDelivered() {
        return this == END_OF_DATA;
    }
}
