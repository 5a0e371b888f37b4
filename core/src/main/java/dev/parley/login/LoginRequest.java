package dev.parley.login;

/**
 * A login for which a password or token is needed, or the private key of a client certificate, whose password is needed.
 *
 * @param protocol whose properties are used: {@code smtp}, {@code smtps}, {@code lmtp}, {@code sieve} or {@code sieves}
 * @param host the mail server, as it is configured; for LMTP perhaps the path of a Unix domain socket; empty for
 *     a private key
 * @param user the account; empty where none is configured, and for a private key
 * @param afterRejection whether the server has just rejected what was returned for this login before: a value from a cache
 *     must not be returned again
 */
public record LoginRequest(String protocol, String host, String user, boolean afterRejection) {}
