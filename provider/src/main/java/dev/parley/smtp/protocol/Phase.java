package dev.parley.smtp.protocol;

import java.time.Duration;
import java.util.Locale;

/**
 * A phase of a connection: the time-out of a reply in it (RFC 5321 s4.5.3.2), and its name in errors.
 *
 * <p>{@code CONNECT} and {@code CONTENT} read no reply: {@link dev.parley.settings.Timeouts} limits connecting and writing.
 */
public enum Phase {
    CONNECT(0, "connecting"),
    GREETING(5, "waiting for the greeting"),
    HELLO(5, "saying EHLO or HELO"),
    STARTTLS(2, "starting TLS"),
    AUTH(5, "logging in"),
    MAIL(5, "naming the sender"),
    RCPT(5, "naming a recipient"),
    DATA(2, "announcing the message"),
    CONTENT(0, "sending the message"),
    CHUNK(3, "sending a chunk of the message"),
    END_OF_DATA(10, "waiting for the reply to the end of the message, which may have been delivered"),
    RSET(1, "giving up a transaction"),
    NOOP(1, "asking whether the server is there"),
    QUIT(1, "saying goodbye"),
    CUSTOM(5, "sending a command of the application's own");

    private final Duration timeout;
    private final String phrase;

    Phase(int minutes, String phrase) {
        this.timeout = Duration.ofMinutes(minutes);
        this.phrase = phrase;
    }

    /** The default limit for a whole reply. */
    public Duration timeout() {
        return timeout;
    }

    /** The activity, for an error message. */
    public String phrase() {
        return phrase;
    }

    /** The name in a trace. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
