package dev.parley.sieve.protocol;

import dev.parley.settings.Phase;
import java.time.Duration;

/** The phases of a connection. Most have the name of a command. */
public enum SievePhase implements Phase {
    GREETING(30, "waiting for the greeting"),
    STARTTLS(30, "requesting TLS"),
    HANDSHAKE(60, "performing the TLS handshake"),
    AUTHENTICATE(60, "logging in"),
    CAPABILITY(30, "reading the capabilities"),
    RESYNC(30, "matching replies to commands"),
    NOOP(30, "checking the connection"),
    UNAUTHENTICATE(30, "logging the user out"),
    HAVESPACE(60, "checking the name and size of a script"),
    CHECKSCRIPT(300, "checking a script"),
    UPLOAD(300, "sending a script (incomplete, nothing was stored)"),
    LISTSCRIPTS(60, "listing the scripts"),
    GETSCRIPT(120, "fetching a script"),
    PUTSCRIPT(300, "storing a script (it may have been stored)"),
    SETACTIVE(120, "changing the active script (it may have been changed)"),
    DELETESCRIPT(60, "deleting a script (it may have been deleted)"),
    RENAMESCRIPT(60, "renaming a script (it may have been renamed)"),
    LOGOUT(5, "logging out");

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
