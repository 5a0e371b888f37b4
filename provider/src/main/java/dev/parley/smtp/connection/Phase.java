package dev.parley.smtp.connection;

import dev.parley.smtp.protocol.Command;
import java.time.Duration;
import java.util.Locale;

/**
 * Where a dialog is: how long the server may take there (RFC 5321 s4.5.3.2) and what an operator is told when it broke
 * there.
 */
public enum Phase {
    CONNECT("connecting"),
    GREETING(Duration.ofMinutes(5), "waiting for the greeting"),
    HELLO(Duration.ofMinutes(5), "saying EHLO or HELO"),
    STARTTLS(Duration.ofMinutes(2), "starting TLS"),
    AUTH(Duration.ofMinutes(5), "logging in"),
    MAIL(Duration.ofMinutes(5), "naming the sender"),
    RCPT(Duration.ofMinutes(5), "naming a recipient"),
    DATA(Duration.ofMinutes(2), "announcing the message"),
    CONTENT("sending the message"),
    CHUNK(Duration.ofMinutes(3), "sending a chunk of the message"),
    END_OF_DATA(
            Duration.ofMinutes(10), "waiting for the reply to the end of the message, which may have been delivered"),
    RSET(Duration.ofMinutes(1), "giving up a transaction"),
    NOOP(Duration.ofMinutes(1), "asking whether the server is there"),
    QUIT(Duration.ofMinutes(1), "saying goodbye"),
    CUSTOM(Duration.ofMinutes(5), "sending a command of the application's own");

    private final Duration timeout;
    private final String phrase;

    /** Nothing is read here: {@link dev.parley.settings.Timeouts} limits connecting and writing. */
    Phase(String phrase) {
        this(Duration.ZERO, phrase);
    }

    Phase(Duration timeout, String phrase) {
        this.timeout = timeout;
        this.phrase = phrase;
    }

    public Duration timeout() {
        return timeout;
    }

    public String phrase() {
        return phrase;
    }

    /** As a trace names it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Phase of(Command command) {
        if (command instanceof Command.Ehlo || command instanceof Command.Helo || command instanceof Command.Lhlo) {
            return HELLO;
        } else if (command instanceof Command.StartTls) {
            return STARTTLS;
        } else if (command instanceof Command.Auth
                || command instanceof Command.AuthAnswer
                || command instanceof Command.AuthCancel) {
            return AUTH;
        } else if (command instanceof Command.Mail) {
            return MAIL;
        } else if (command instanceof Command.Rcpt) {
            return RCPT;
        } else if (command instanceof Command.Data) {
            return DATA;
        } else if (command.endsContent()) {
            return END_OF_DATA;
        } else if (command instanceof Command.Bdat) {
            return CHUNK;
        } else if (command instanceof Command.Rset) {
            return RSET;
        } else if (command instanceof Command.Noop) {
            return NOOP;
        } else if (command instanceof Command.Quit) {
            return QUIT;
        }
        return CUSTOM;
    }
}
