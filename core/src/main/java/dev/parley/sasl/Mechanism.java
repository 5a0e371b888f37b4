package dev.parley.sasl;

/** A SASL mechanism (RFC 4422): a value, since idle connections are found by equal settings. */
public interface Mechanism {
    /** The name that servers announce. */
    String name();

    /** A higher number is a stronger mechanism; 1, unless it is overridden, for those that send the password. */
    default int strength() {
        return 1;
    }

    /** Whether it sends the password or token itself, so that others can read it on a connection without TLS. */
    default boolean showsPassword() {
        return true;
    }

    /** Whether the login is bound to the TLS connection (channel binding, RFC 5802 s6). */
    default boolean bindsChannel() {
        return false;
    }

    /** Whether it needs a password or token. */
    default boolean needsPassword() {
        return true;
    }

    /** Whether the server announces it, and the connection and this JVM support it. */
    default boolean isUsable(Server server) {
        return server.offers(name());
    }

    /** @throws ExchangeException when the mechanism cannot carry the credentials */
    Exchange begin(Credentials credentials, Server server) throws ExchangeException;
}
