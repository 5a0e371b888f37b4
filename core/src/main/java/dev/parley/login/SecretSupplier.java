package dev.parley.login;

/**
 * Returns the password or token of a login, or the password of a private key, for the properties
 * {@code mail.<protocol>.auth.password.supplier}, {@code mail.<protocol>.auth.token.supplier} and
 * {@code mail.<protocol>.ssl.key.password.supplier}. The value is never shown: not in a trace, and not in a message.
 *
 * <p>It is called on the thread that connects, also concurrently. Its time counts towards the {@code deadline} of the
 * connect, but nothing ends a call that waits.
 */
@FunctionalInterface
public interface SecretSupplier {
    /**
     * Returns the present password or token.
     *
     * @return neither null nor empty
     * @throws Exception when there is none: the connect fails with it as the cause, and nothing is sent
     */
    String get(LoginRequest login) throws Exception;
}
