package dev.parley.oauth2;

import dev.parley.login.LoginRequest;
import dev.parley.net.ConnectAttempt;
import dev.parley.net.SharedCall;
import dev.parley.oauth2.AccountTokens.Caller;
import dev.parley.oauth2.AccountTokens.Result;
import dev.parley.oauth2.AccountTokens.Token;
import dev.parley.sasl.Secret;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The access tokens of this JVM, by account. A token is used until 60 seconds before it expires, or until a tenth of its
 * lifetime before. There is one request at a time for an account; it has a thread of its own, and all callers wait for it, but
 * not longer than for its time-out and some seconds.
 */
public final class AccessTokens {
    /** Used by all connections. */
    public static final AccessTokens SHARED = new AccessTokens(InstantSource.system(), 1000, Duration.ofSeconds(30));

    /** The phase of a failure, as {@link Trace#failed} and the explanations have it. */
    public static final String PHASE = "requesting a token";

    private static final String THREAD = "parley-oauth2";

    /** The account that this thread renews, on a thread of Parley. */
    private static final ThreadLocal<Key> RENEWED = new ThreadLocal<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, AccountTokens> accounts = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<Key> running = new HashSet<>();
    private final int most;
    private final Duration margin;
    private volatile InstantSource clock;

    /** @param user case-sensitive */
    private record Key(AccessTokens cache, OAuth2Settings.Account account, String user) {}

    /**
     * @param most the most accounts that are kept; the least recently used one is dropped
     * @param margin how long a login waits beyond the time-out of the request: secrets are read and stored
     */
    AccessTokens(InstantSource clock, int most, Duration margin) {
        this.clock = clock;
        this.most = most;
        this.margin = margin;
    }

    /** For tests. */
    void setClock(InstantSource other) {
        clock = other;
    }

    /**
     * The token for a login: from the cache, or requested.
     *
     * @param rejected the token that the mail server has just rejected, instead of which another one is returned; null: none.
     *     Another one is requested once a minute; in between, the same one is returned
     * @param attempt holds the wait, and has the deadline
     * @throws TokenException when there is no token
     */
    public Secret get(OAuth2Settings settings, LoginRequest login, Secret rejected, ConnectAttempt attempt, Trace trace)
            throws IOException {
        Key key = new Key(this, settings.account(), login.user());
        Token known = usable(key, rejected);
        if (known != null) {
            decided("token of " + settings.host() + " from the cache", settings, known, trace);
            return known.secret();
        }
        Caller caller =
                new Caller(settings, login, rejected, Thread.currentThread().getContextClassLoader());
        Result result = renewed(key, caller, attempt, trace);
        if (!result.requested() && result.token().secret().equals(rejected)) {
            // Another caller, for whom the token was not rejected, has found it in the cache.
            result = renewed(key, caller, attempt, trace);
        }
        decided("token requested from " + settings.host(), settings, result.token(), trace);
        if (result.lostRefreshToken()) {
            trace.warned(
                    Topic.AUTH,
                    "the authorization server has issued another refresh token, which is lost when this JVM ends: set "
                            + settings.names().name(OAuth2Settings.REFRESH_TOKEN_FILE) + " or "
                            + settings.names().name(OAuth2Settings.REFRESH_TOKEN_LISTENER),
                    settings.names().name(OAuth2Settings.REFRESH_TOKEN_LISTENER));
        }
        return result.token().secret();
    }

    private Result renewed(Key key, Caller caller, ConnectAttempt attempt, Trace trace) throws IOException {
        OAuth2Settings settings = caller.settings();
        if (key.equals(RENEWED.get())) {
            throw new TokenException(
                    settings.names().name(OAuth2Settings.REFRESH_TOKEN_LISTENER)
                            + ": a listener cannot log in with the account whose refresh token it stores: that login waits"
                            + " until the listener returns",
                    false,
                    null);
        }
        settings.hideIn(trace);
        Duration limit = settings.timeout().plus(margin);
        Object result;
        try {
            result = SharedCall.result(key, THREAD, () -> call(key, caller), attempt, limit);
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException(
                    "no access token from " + TokenUrl.shown(settings.account().url()) + ": " + e.getMessage());
        }
        if (result == null) {
            throw new TokenException(tooSlow(settings, limit), false, null);
        } else if (result instanceof TokenException failure) {
            String message = failure.getMessage();
            throw new TokenException(
                    message + trace.advice(PHASE, message, false), failure.isRejection(), failure.getCause());
        }
        return (Result) result;
    }

    private static String tooSlow(OAuth2Settings settings, Duration limit) {
        String message =
                "no access token from " + TokenUrl.shown(settings.account().url()) + " within " + limit.toMillis()
                        + " ms; check " + settings.setting(OAuth2Settings.TIMEOUT);
        return settings.listener() == null
                ? message
                : message + ", and whether " + settings.names().name(OAuth2Settings.REFRESH_TOKEN_LISTENER) + " ("
                        + settings.listener().getClass().getName() + ") returns";
    }

    /** A result or a TokenException, as each caller throws its own. */
    private Object call(Key key, Caller caller) {
        RENEWED.set(key);
        try {
            requireLibraries(caller.settings());
            return begin(key).renew(caller, clock);
        } catch (TokenException e) {
            return e;
        } catch (Throwable e) {
            // Its message may contain a secret.
            return new TokenException(
                    "the token request failed: " + e.getClass().getName(), false, null);
        } finally {
            end(key);
        }
    }

    /** What only tokens need; checked before there is a token that cannot be read. */
    private static void requireLibraries(OAuth2Settings settings) throws TokenException {
        String requires = settings.endpointSetting() + " requires ";
        if (isMissing("com.fasterxml.jackson.core.JsonFactory")) {
            throw new TokenException(
                    requires
                            + "a library that is not on the class path: add com.fasterxml.jackson.core:jackson-core (2.19 or"
                            + " newer)",
                    false,
                    null);
        } else if (isMissing("java.net.http.HttpClient")) {
            throw new TokenException(
                    requires
                            + "the module java.net.http: start Java with --add-modules java.net.http, or add the module to the"
                            + " runtime image",
                    false,
                    null);
        }
    }

    private static boolean isMissing(String name) {
        try {
            Class.forName(name, false, AccessTokens.class.getClassLoader());
            return false;
        } catch (ClassNotFoundException e) {
            return true;
        }
    }

    private void decided(String what, OAuth2Settings settings, Token token, Trace trace) {
        long seconds = Duration.between(clock.instant(), token.expiry()).toSeconds();
        trace.decided(
                Topic.AUTH,
                what,
                "grant " + settings.account().grant().type() + ", expires in " + seconds + " s",
                settings.names().name(OAuth2Settings.GRANT));
    }

    /** Null: another one must be requested. */
    private Token usable(Key key, Secret rejected) {
        AccountTokens account;
        lock.lock();
        try {
            account = accounts.get(key);
        } finally {
            lock.unlock();
        }
        return account == null ? null : account.usable(clock.instant(), rejected);
    }

    /** Until {@link #end}, the account is not dropped. */
    private AccountTokens begin(Key key) {
        lock.lock();
        try {
            running.add(key);
            AccountTokens account = accounts.get(key);
            if (account == null) {
                account = new AccountTokens();
                accounts.put(key, account);
                removeEldest();
            }
            return account;
        } finally {
            lock.unlock();
        }
    }

    private void end(Key key) {
        lock.lock();
        try {
            running.remove(key);
        } finally {
            lock.unlock();
        }
    }

    /** Only those accounts are kept beyond the limit whose refresh token would be lost: as many as are configured. */
    private void removeEldest() {
        Iterator<Map.Entry<Key, AccountTokens>> eldest = accounts.entrySet().iterator();
        while (accounts.size() > most && eldest.hasNext()) {
            Map.Entry<Key, AccountTokens> account = eldest.next();
            if (!running.contains(account.getKey()) && !account.getValue().wouldLoseRefreshToken()) {
                eldest.remove();
            }
        }
    }
}
