package dev.parley.oauth2;

import dev.parley.login.LoginRequest;
import dev.parley.oauth2.Grant.RefreshToken;
import dev.parley.sasl.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The tokens of one account: the access token, until shortly before it expires, and a refresh token that the authorization
 * server has issued instead of the configured one. Only one thread at a time renews them; any thread may read them.
 */
final class AccountTokens {
    /** How long before its expiry a token is not used any more. */
    private static final Duration MARGIN = Duration.ofSeconds(60);

    /** How long a rejected token is not replaced after another one was. */
    private static final Duration BETWEEN_REJECTIONS = Duration.ofMinutes(1);

    private volatile State state = new State(null, null, true, null);

    /** @param end when it is not used any more, before it expires */
    record Token(Secret secret, Instant expiry, Instant end) {
        static Token of(TokenResponse response, Instant requested) {
            Duration tenth = response.lifetime().dividedBy(10);
            Instant expiry = requested.plus(response.lifetime());
            return new Token(
                    response.accessToken(), expiry, expiry.minus(tenth.compareTo(MARGIN) < 0 ? tenth : MARGIN));
        }
    }

    /**
     * A token for a login.
     *
     * @param requested whether it was requested, or else from the cache
     * @param lostRefreshToken whether there is a new refresh token that nothing but this JVM has
     */
    record Result(Token token, boolean requested, boolean lostRefreshToken) {}

    /**
     * @param token null: none
     * @param refreshToken instead of the configured one; null: none
     * @param stored whether the refresh token is stored, if something is to store it; if not, the access token is not used
     * @param renewed when a token was requested because the mail server had rejected the one before; null: never
     */
    private record State(Token token, Secret refreshToken, boolean stored, Instant renewed) {}

    boolean hasRefreshToken() {
        return state.refreshToken != null;
    }

    /**
     * The token in the cache.
     *
     * @param rejected by the mail server; null: none
     * @return null: another one must be requested
     */
    Token usable(Instant now, Secret rejected) {
        State present = state;
        Token token = present.token;
        if (token == null || !present.stored || !now.isBefore(token.end)) {
            return null;
        }
        boolean mayRenew = present.renewed == null || !now.isBefore(present.renewed.plus(BETWEEN_REJECTIONS));
        return token.secret.equals(rejected) && mayRenew ? null : token;
    }

    /**
     * A token, which is requested unless another thread has done that. One thread at a time.
     *
     * @param rejected by the mail server; null: none
     * @throws TokenException without advice
     */
    Result renew(OAuth2Settings settings, LoginRequest login, Secret rejected, InstantSource clock)
            throws TokenException {
        if (!state.stored) {
            store(settings, login);
        }
        Instant now = clock.instant();
        Token known = usable(now, rejected);
        if (known != null) {
            return new Result(known, false, false);
        }
        if (rejected != null && state.token != null && state.token.secret.equals(rejected)) {
            state = new State(state.token, state.refreshToken, state.stored, now);
        }
        Secret refreshToken = refreshToken(settings);
        TokenResponse response = new TokenEndpoint(settings).send(request(settings, login, refreshToken, now));
        Secret next = settings.account().grant() instanceof RefreshToken ? response.refreshToken() : null;
        boolean replaced = next != null && !next.equals(refreshToken);
        state = new State(Token.of(response, now), replaced ? next : state.refreshToken, !replaced, state.renewed);
        if (replaced) {
            store(settings, login);
        }
        return new Result(state.token, true, replaced && !isStorable(settings));
    }

    /** Null: the grant has none. */
    private Secret refreshToken(OAuth2Settings settings) throws TokenException {
        if (!(settings.account().grant() instanceof RefreshToken grant)) {
            return null;
        } else if (grant.file() != null) {
            return file(settings, grant).read();
        }
        return state.refreshToken == null ? grant.token() : state.refreshToken;
    }

    private static TokenRequest request(OAuth2Settings settings, LoginRequest login, Secret refreshToken, Instant now)
            throws TokenException {
        OAuth2Settings.Account account = settings.account();
        TokenRequest.Form form = new TokenRequest.Form();
        account.grant().addTo(form, new Grant.Input(login.user(), refreshToken, now, settings.names()));
        if (!account.scope().isEmpty()) {
            form.add("scope", account.scope());
        }
        addClient(form, settings);
        return form.to(account.url());
    }

    private static void addClient(TokenRequest.Form form, OAuth2Settings settings) throws TokenException {
        OAuth2Settings.Client client = settings.account().client();
        Secret secret = client.secretFile() == null
                ? client.secret()
                : new SecretFile(settings.clientSecretName(), client.secretFile()).read();
        if (secret != null && client.authentication() == OAuth2Settings.Authentication.BASIC) {
            form.authorize(client.id(), secret);
            return;
        }
        if (!client.id().isEmpty() && settings.sendsClientId()) {
            form.add("client_id", client.id());
        }
        if (secret != null) {
            form.addSecret("client_secret", secret);
        }
    }

    private static boolean isStorable(OAuth2Settings settings) {
        return settings.listener() != null
                || settings.account().grant() instanceof RefreshToken grant && grant.file() != null;
    }

    private void store(OAuth2Settings settings, LoginRequest login) throws TokenException {
        if (settings.account().grant() instanceof RefreshToken grant && grant.file() != null) {
            file(settings, grant).replace(state.refreshToken);
        }
        if (settings.listener() != null) {
            try {
                settings.listener().replaced(login, new String(state.refreshToken.octets(), StandardCharsets.UTF_8));
            } catch (Exception | LinkageError e) {
                // Its message and causes may contain the token.
                throw new TokenException(
                        settings.names().name(OAuth2Settings.REFRESH_TOKEN_LISTENER) + ": "
                                + settings.listener().getClass().getName() + " has not stored the new refresh token: "
                                + e.getClass().getName() + ". The next login calls it again",
                        false,
                        null);
            }
        }
        state = new State(state.token, state.refreshToken, true, state.renewed);
    }

    private static SecretFile file(OAuth2Settings settings, RefreshToken grant) {
        return new SecretFile(settings.names().name(OAuth2Settings.REFRESH_TOKEN_FILE), grant.file());
    }
}
