package dev.parley.login;

/**
 * Stores the refresh token that an authorization server has issued instead of the present one (RFC 6749 s6), for the
 * property {@code mail.<protocol>.oauth2.refresh.token.listener}.
 */
@FunctionalInterface
public interface RefreshTokenListener {
    /**
     * Called before a login uses the access token that was issued together with the refresh token, on a thread of Parley.
     * The present refresh token may be invalid already. Logins with the account wait until the listener returns, but not
     * longer than {@code oauth2.timeout} and 30 seconds: a login with the account within the listener fails.
     *
     * @param refreshToken a secret, for the next {@code mail.<protocol>.oauth2.refresh.token} of this account
     * @throws Exception when it is not stored: the login fails, and the next login of this JVM calls the listener again
     */
    void replaced(LoginRequest login, String refreshToken) throws Exception;
}
