package dev.parley.sasl;

/** A SASL mechanism (RFC 4422). */
public interface Mechanism {
    /** The name under which servers offer it. */
    String name();

    /** Of two mechanisms the one with the higher number is stronger. */
    int strength();

    /** Whether the server, and on a clear link everybody on the way, learns the password. */
    boolean showsPassword();

    /** @throws ExchangeException when the credentials cannot be said with this mechanism */
    Exchange begin(Credentials credentials) throws ExchangeException;
}
