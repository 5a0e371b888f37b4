package dev.parley.sieve.protocol;

import dev.parley.settings.Phase;
import java.time.Duration;

/** The phases of a connection. Most have the name of a command. */
public enum SievePhase implements Phase {
    GREETING(30, "waiting for the greeting"),
    STARTTLS(30, "asking for TLS"),
    HANDSHAKE(60, "shaking hands for TLS"),
    AUTHENTICATE(60, "logging in"),
    CAPABILITY(30, "asking what the server can do"),
    RESYNC(30, "making sure that replies belong to their commands"),
    NOOP(30, "asking whether the server is there"),
    UNAUTHENTICATE(30, "logging out of the account"),
    HAVESPACE(60, "asking for room"),
    CHECKSCRIPT(300, "having a script checked"),
    UPLOAD(300, "sending a script, of which the server has not got all and has stored nothing"),
    LISTSCRIPTS(60, "listing the scripts"),
    GETSCRIPT(120, "fetching a script"),
    PUTSCRIPT(300, "storing a script, which may or may not be on the server now"),
    SETACTIVE(120, "changing the active script, which may or may not have happened"),
    DELETESCRIPT(60, "deleting a script, which may or may not have happened"),
    RENAMESCRIPT(60, "renaming a script, which may or may not have happened"),
    LOGOUT(5, "saying goodbye");

    private final Duration timeout;
    private final String phrase;

    SievePhase(int seconds, String phrase) {
        this.timeout = Duration.ofSeconds(seconds);
        this.phrase = phrase;
    }

    public static SievePhase of(Command command) {
        return command.verb().isEmpty() ? AUTHENTICATE : valueOf(command.verb());
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public String phrase() {
        return phrase;
    }
}
