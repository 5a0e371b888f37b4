package dev.parley.oauth2;

import dev.parley.login.LoginRequest;
import dev.parley.login.RefreshTokenListener;
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

    private volatile State state = new State(null, null, Stored.YES, null);

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
     * @param stored where the refresh token is
     * @param renewed when a token was requested because the mail server had rejected the one before; null: never
     */
    private record State(Token token, Secret refreshToken, Stored stored, Instant renewed) {}

    /** Where the refresh token is that was issued last. */
    private enum Stored {
        YES,

        /** It is to be stored before the access token is used. */
        NOT_YET,

        /** Nothing stores it: this JVM alone has it. */
        NOWHERE
    }

    /**
     * Who needs a token.
     *
     * @param rejected by the mail server; null: none
     * @param loader the context class loader for the listener; null: none
     */
    record Caller(OAuth2Settings settings, LoginRequest login, Secret rejected, ClassLoader loader) {}

    /** Whether nothing but this object has the present refresh token. */
    boolean wouldLoseRefreshToken() {
        return state.stored != Stored.YES;
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
        if (token == null || present.stored == Stored.NOT_YET || !now.isBefore(token.end)) {
            return null;
        }
        boolean mayRenew = present.renewed == null || !now.isBefore(present.renewed.plus(BETWEEN_REJECTIONS));
        return token.secret.equals(rejected) && mayRenew ? null : token;
    }

    /**
     * A token, which is requested unless another thread has done that. One thread at a time.
     *
     * @throws TokenException without advice
     */
    Result renew(Caller caller, InstantSource clock) throws TokenException {
        OAuth2Settings settings = caller.settings;
        Secret rejected = caller.rejected;
        if (state.stored == Stored.NOT_YET) {
            store(caller);
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
        TokenResponse response = new TokenEndpoint(settings).send(request(caller, refreshToken, now));
        Secret next = settings.account().grant() instanceof RefreshToken ? response.refreshToken() : null;
        boolean replaced = next != null && !next.equals(refreshToken);
        state = new State(
                Token.of(response, now),
                replaced ? next : state.refreshToken,
                replaced ? Stored.NOT_YET : state.stored,
                state.renewed);
        if (replaced) {
            store(caller);
        }
        return new Result(state.token, true, replaced && state.stored == Stored.NOWHERE);
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

    private TokenRequest request(Caller caller, Secret refreshToken, Instant now) throws TokenException {
        OAuth2Settings settings = caller.settings;
        OAuth2Settings.Account account = settings.account();
        TokenRequest.Form form = new TokenRequest.Form();
        hideOthers(form, caller);
        account.grant().addTo(form, new Grant.Input(caller.login.user(), refreshToken, now, settings.names()));
        if (!account.scope().isEmpty()) {
            form.add("scope", account.scope());
        }
        addClient(form, settings);
        return form.to(account.url());
    }

    /** The secrets that the endpoint has issued before. */
    private void hideOthers(TokenRequest.Form form, Caller caller) {
        form.hide(caller.rejected);
        form.hide(state.refreshToken);
        if (state.token != null) {
            form.hide(state.token.secret);
        }
        if (caller.settings.account().grant() instanceof RefreshToken grant) {
            form.hide(grant.token());
        }
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

    private void store(Caller caller) throws TokenException {
        Stored stored = Stored.NOWHERE;
        if (caller.settings.account().grant() instanceof RefreshToken grant && grant.file() != null) {
            file(caller.settings, grant).replace(state.refreshToken);
            stored = Stored.YES;
        }
        if (caller.settings.listener() != null) {
            callListener(caller);
            stored = Stored.YES;
        }
        state = new State(state.token, state.refreshToken, stored, state.renewed);
    }

    private void callListener(Caller caller) throws TokenException {
        RefreshTokenListener listener = caller.settings.listener();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(caller.loader);
        try {
            listener.replaced(caller.login, new String(state.refreshToken.octets(), StandardCharsets.UTF_8));
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            // Its message and causes may contain the token.
            throw new TokenException(
                    caller.settings.names().name(OAuth2Settings.REFRESH_TOKEN_LISTENER) + ": "
                            + listener.getClass().getName() + " has not stored the new refresh token: "
                            + e.getClass().getName() + ". The next login calls it again",
                    false,
                    null);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static SecretFile file(OAuth2Settings settings, RefreshToken grant) {
        return new SecretFile(settings.names().name(OAuth2Settings.REFRESH_TOKEN_FILE), grant.file());
    }
}
