package dev.parley.sasl;

import dev.parley.settings.ClearText;
import dev.parley.settings.Compatibility;
import dev.parley.settings.MailProperties;
import dev.parley.settings.StartTls;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides whether a login may reveal the password or token on a connection without TLS: a pure function for SMTP, LMTP
 * and ManageSieve. {@code docs/migrating.md} shows it as a table, which a test compares.
 */
public record ClearTextLogin(StartTls startTls, ClearText clearText, Compatibility compatibility) {

    /** The result of STARTTLS on the connection. */
    public enum Upgrade {
        /** The server does not announce it. */
        NOT_ANNOUNCED("the server does not announce STARTTLS"),
        /** The server announces it, and the client does not use it. */
        NOT_TRIED("the server announces STARTTLS, but the client does not use it"),
        /** The server announces it, and rejected the command or did not complete the handshake. */
        FAILED("the server announces STARTTLS, but did not start TLS"),
        /** The connection is TLS, by STARTTLS or from its first octet. */
        TLS("the connection is TLS");

        private final String reason;

        Upgrade(String reason) {
            this.reason = reason;
        }
    }

    /** The decision, with its reason. */
    public enum Verdict {
        /** The mechanism may be used. */
        ALLOWED,
        /** {@code starttls.required=true}, and there is no TLS. */
        TLS_REQUIRED,
        /** {@code auth.cleartext} is false. */
        FORBIDDEN,
        /** STARTTLS is announced and there is no TLS: an attacker could have prevented it. */
        TLS_FAILED,
        /** {@code starttls.enable=true}, STARTTLS is not announced, and nothing else allows it. */
        TLS_MISSING
    }

    /** The mechanisms that may be used on this connection. */
    public List<Mechanism> allowed(List<Mechanism> candidates, Upgrade upgrade, ServerLocation location) {
        List<Mechanism> allowed = new ArrayList<>();
        for (Mechanism mechanism : candidates) {
            if (of(mechanism, upgrade, location) == Verdict.ALLOWED) {
                allowed.add(mechanism);
            }
        }
        return allowed;
    }

    /** Whether a mechanism may be used on this connection. */
    public Verdict of(Mechanism mechanism, Upgrade upgrade, ServerLocation location) {
        return mechanism.showsPassword() ? ofRevealing(upgrade, location) : Verdict.ALLOWED;
    }

    /** Whether a mechanism that reveals the password or token may be used on this connection. */
    Verdict ofRevealing(Upgrade upgrade, ServerLocation location) {
        if (upgrade == Upgrade.TLS) {
            return Verdict.ALLOWED;
        }
        if (startTls == StartTls.REQUIRED) {
            return Verdict.TLS_REQUIRED;
        }
        if (clearText == ClearText.FORBIDDEN) {
            return Verdict.FORBIDDEN;
        }
        if (startTls == StartTls.OFF) {
            return Verdict.ALLOWED;
        }
        boolean mustWork = startTls == StartTls.ENABLED || location == ServerLocation.REMOTE;
        return switch (upgrade) {
            case FAILED -> mustWork ? Verdict.TLS_FAILED : Verdict.ALLOWED;
            case NOT_TRIED -> mustWork && !asAngus() ? Verdict.TLS_FAILED : Verdict.ALLOWED;
            default ->
                startTls == StartTls.ENABLED && location == ServerLocation.REMOTE && needsPermission()
                        ? Verdict.TLS_MISSING
                        : Verdict.ALLOWED;
        };
    }

    private boolean needsPermission() {
        return clearText != ClearText.ALLOWED && compatibility != Compatibility.ANGUS;
    }

    /** Angus Mail uses STARTTLS only where it is switched on. */
    private boolean asAngus() {
        return startTls == StartTls.UNSET && compatibility == Compatibility.ANGUS;
    }

    /**
     * Why no mechanism may be used, with the properties that decide it and their present values.
     *
     * @param verdict of the mechanisms that the server announces
     * @param at host, or host and port
     * @param names the protocol's properties
     */
    public static String objection(
            Verdict verdict, Upgrade upgrade, String at, List<String> offered, MailProperties names) {
        return "no login at " + at + ", the password was not sent: " + upgrade.reason
                + ", and every usable mechanism reveals the password (the server offers " + String.join(" ", offered)
                + "). " + advice(verdict, upgrade, names) + " ("
                + names.setting("starttls.enable") + ", " + names.setting("auth.cleartext") + ")";
    }

    private static String advice(Verdict verdict, Upgrade upgrade, MailProperties names) {
        String allow = names.name("auth.cleartext") + "=true";
        if (verdict == Verdict.TLS_REQUIRED) {
            return names.name("starttls.required") + "=true does not allow this";
        }
        if (verdict == Verdict.TLS_FAILED) {
            return "Set " + names.name("starttls.enable") + "=false only if the network is trusted";
        }
        return (upgrade == Upgrade.NOT_TRIED ? "Set " + names.name("starttls.enable") + "=true, or " : "Set ") + allow
                + " for a server on a trusted network, such as a container";
    }
}
