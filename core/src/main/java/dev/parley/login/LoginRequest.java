package dev.parley.login;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A login for which a password or token is needed, or the private key of a client certificate, whose password is needed. */
public final class LoginRequest {
    private final String protocol;
    private final String host;
    private final String user;
    private final boolean afterRejection;

    public LoginRequest(String protocol, String host, String user, boolean afterRejection) {
        this.protocol = protocol;
        this.host = host;
        this.user = user;
        this.afterRejection = afterRejection;
    }

    /**
     * The protocol whose properties are used: {@code smtp}, {@code smtps}, {@code lmtp}, {@code sieve} or {@code sieves}.
     */
    public String protocol() {
        return protocol;
    }

    /**
     * The mail server, as it is configured: of several hosts, the one that is used; the domain, if the DNS names the server;
     * after a followed referral, the host in it; for LMTP perhaps the path of a Unix domain socket; empty for a private key.
     */
    public String host() {
        return host;
    }

    /** The account; empty where none is configured, and for a private key. */
    public String user() {
        return user;
    }

    /**
     * Whether the server has just rejected what was returned for this login before: a value from a cache must not be returned
     * again.
     */
    public boolean afterRejection() {
        return afterRejection;
    }

    /** The same login after the server has rejected it. */
    public LoginRequest rejected() {
        return new LoginRequest(protocol, host, user, true);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LoginRequest same
                && protocol.equals(same.protocol)
                && host.equals(same.host)
                && user.equals(same.user)
                && afterRejection == same.afterRejection;
    }

    @Override
    public int hashCode() {
        return Objects.hash(protocol, host, user, afterRejection);
    }

    @Override
    public String toString() {
        return "login of " + user + " at " + host + " (" + protocol + ")"
                + (afterRejection ? ", after a rejection" : "");
    }
}
