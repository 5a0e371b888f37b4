package dev.parley.sasl;

/** A SASL mechanism (RFC 4422). */
public interface Mechanism {
    /** The name under which servers offer it. */
    String name();

    /** Of two mechanisms the one with the higher number is stronger. */
    int strength();

    /** Whether the server, and on a clear link everybody on the way, learns the password. */
    boolean showsPassword();

    /** Whether the login is bound to the TLS connection, and refused over another one (RFC 5802 s6). */
    default boolean bindsChannel() {
        return false;
    }

    /** Whether it takes a password, or a token in its place. */
    default boolean needsPassword() {
        return true;
    }

    /** Whether the server offers it, and the link and this side have what it takes. */
    default boolean fits(Server server) {
        return server.offers(name());
    }

    /** @throws ExchangeException when the credentials cannot be said with this mechanism */
    Exchange begin(Credentials credentials, Server server) throws ExchangeException;
}
