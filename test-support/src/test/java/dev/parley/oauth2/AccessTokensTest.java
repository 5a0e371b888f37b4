package dev.parley.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.login.LoginRequest;
import dev.parley.login.RefreshTokenListener;
import dev.parley.net.ConnectAbortedException;
import dev.parley.net.ConnectAttempt;
import dev.parley.net.Deadline;
import dev.parley.testing.OwnThread;
import dev.parley.testing.TokenServer;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceEvent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** When a token is requested, and when that of the cache is used. */
class AccessTokensTest extends TokenTest {
    private final CountDownLatch response = new CountDownLatch(1);
    private final CountDownLatch requested = new CountDownLatch(1);

    @Test
    void aTokenIsUsedUntilAMinuteBeforeItExpires() throws IOException {
        String first = get();
        now = START.plusSeconds(3539);
        assertEquals(first, get());
        assertEquals(1, server.requests().size());
        now = START.plusSeconds(3540);
        String second = get();
        assertEquals(server.accessTokens(), List.of(first, second));
    }

    @Test
    void aTokenOfShortLifetimeIsUsedForNineTenthsOfIt() throws IOException {
        server.setLifetime(Duration.ofSeconds(100));
        get();
        now = START.plusSeconds(89);
        get();
        assertEquals(1, server.requests().size());
        now = START.plusSeconds(90);
        get();
        assertEquals(2, server.requests().size());
    }

    /** The lifetime begins before the request is sent. */
    @Test
    void theTimeOfTheRequestCounts() throws IOException {
        server.answer((request, exchange) -> {
            now = now.plusSeconds(20);
            return null;
        });
        get();
        now = START.plusSeconds(3540);
        get();
        assertEquals(2, server.requests().size());
    }

    @Test
    void anUnknownLifetimeIsFiveMinutes() throws IOException {
        server.answer(new TokenServer.Response(200, "{\"access_token\": \"abcdef\", \"token_type\": \"bearer\"}"));
        get();
        now = START.plusSeconds(269);
        get();
        assertEquals(1, server.requests().size());
        now = START.plusSeconds(270);
        get();
        assertEquals(2, server.requests().size());
    }

    @Test
    void eachUserHasAnOwnToken() throws IOException {
        String joe = get();
        String upper = get("JOE@example.org", null, new ConnectAttempt());
        String none = get("", null, new ConnectAttempt());
        assertEquals(3, Set.of(joe, upper, none).size());
        assertEquals(joe, get());
    }

    @Test
    void anotherSecretIsAnotherAccount() throws IOException {
        get();
        set("client.secret", "another secret!");
        assertTrue(failure().getMessage().contains("invalid_client"), "the token of another client was used");
    }

    @Test
    void equalSettingsOfAnotherSessionShareTheToken() throws IOException {
        String token = get();
        properties.put("mail.smtp.timeout", "1");
        java.util.Properties copy = new java.util.Properties();
        copy.putAll(properties);
        properties.clear();
        properties.putAll(copy);
        assertEquals(token, get());
        assertNotEquals(settings(), new Object());
        assertEquals(settings().account(), settings().account());
    }

    @Test
    void aRejectedTokenIsReplacedOnceAMinute() throws IOException {
        String first = get();
        String second = get(first);
        assertNotEquals(first, second);
        assertEquals(second, get(first), "the cache has another token than the rejected one");
        now = START.plusSeconds(59);
        assertEquals(second, get(second), "a request for each message");
        assertEquals(2, server.requests().size());
        now = START.plusSeconds(60);
        String third = get(second);
        assertEquals(List.of(first, second, third), server.accessTokens());
    }

    @Test
    void aFailedReplacementIsNotRepeatedWithinAMinute() throws IOException {
        String first = get();
        server.answer(TokenServer.Response.error(503, "temporarily_unavailable", "later"));
        assertThrows(TokenException.class, () -> get(first));
        assertEquals(first, get(first));
        assertEquals(2, server.requests().size());
    }

    @Test
    void anExpiredTokenIsReplacedAlsoAfterARejection() throws IOException {
        server.setLifetime(Duration.ofSeconds(20));
        String first = get();
        String second = get(first);
        now = START.plusSeconds(18);
        assertNotEquals(second, get(second));
    }

    @Test
    void oneRequestServesSixteenThreads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<CompletableFuture<String>> results = new ArrayList<>();
        holdResponse();
        for (int i = 0; i < 16; i++) {
            CompletableFuture<String> result = new CompletableFuture<>();
            results.add(result);
            Thread thread = new Thread(() -> complete(result, USER));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }
        response.countDown();
        Set<String> tokens = new HashSet<>();
        for (CompletableFuture<String> result : results) {
            tokens.add(result.get());
        }
        assertEquals(1, tokens.size());
        assertEquals(1, server.requests().size());
    }

    /** Threads that arrive when the request has just ended must find its result. */
    @Test
    void threadsThatComeAndGoShareARequest() throws Exception {
        for (int round = 0; round < 20; round++) {
            List<CompletableFuture<String>> results = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                CompletableFuture<String> result = new CompletableFuture<>();
                results.add(result);
                OwnThread.EXECUTOR.execute(() -> complete(result, USER));
            }
            for (CompletableFuture<String> result : results) {
                result.get();
            }
            assertEquals(round + 1, server.requests().size());
            now = now.plusSeconds(3600);
        }
    }

    /** A thread may have looked into the cache before the request of another one ended. */
    @Test
    void aCallThatBeginsLateUsesTheTokenOfTheOneBefore() throws IOException {
        AccountTokens account = new AccountTokens();
        LoginRequest login = new LoginRequest("smtp", "mx.lab.test", USER, false);
        AccountTokens.Caller caller = new AccountTokens.Caller(settings(), login, null, null);
        AccountTokens.Result first = account.renew(caller, () -> now);
        AccountTokens.Result late = account.renew(caller, () -> now);
        assertEquals(first.token(), late.token());
        assertFalse(late.requested());
        assertEquals(1, server.requests().size());
    }

    @Test
    void usersDoNotWaitForEachOther() throws Exception {
        server.answer((request, exchange) -> {
            if (server.requests().size() == 1) {
                requested.countDown();
                response.await();
            }
            return null;
        });
        CompletableFuture<String> joe = new CompletableFuture<>();
        OwnThread.EXECUTOR.execute(() -> complete(joe, USER));
        requested.await();
        get("ann@example.org", null, new ConnectAttempt());
        assertFalse(joe.isDone());
        response.countDown();
        joe.get();
    }

    @Test
    void oneFailureIsThrownToEachThread() throws Exception {
        server.answer((request, exchange) -> {
            requested.countDown();
            response.await();
            return TokenServer.Response.error(401, "invalid_client", "no");
        });
        CompletableFuture<String> one = new CompletableFuture<>();
        CompletableFuture<String> other = new CompletableFuture<>();
        Thread first = new Thread(() -> complete(one, USER));
        first.start();
        requested.await();
        Thread second = new Thread(() -> complete(other, USER));
        second.start();
        while (second.isAlive() && second.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        response.countDown();
        Throwable a = assertThrows(ExecutionException.class, one::get).getCause();
        Throwable b = assertThrows(ExecutionException.class, other::get).getCause();
        assertEquals(a.getMessage(), b.getMessage());
        assertFalse(a == b);
        assertEquals(1, server.requests().size());
    }

    @Test
    void theWaitEndsAtTheDeadline() {
        holdResponse();
        IOException e = assertThrows(
                SocketTimeoutException.class,
                () -> get(USER, null, new ConnectAttempt(Deadline.in(Duration.ofMillis(200)))));
        assertEquals("no access token from " + server.url() + ": the deadline of 200 ms has passed", e.getMessage());
        response.countDown();
    }

    @Test
    void theWaitEndsByAnInterruptAndByAnAbort() throws Exception {
        holdResponse();
        ConnectAttempt attempt = new ConnectAttempt();
        CompletableFuture<String> aborted = new CompletableFuture<>();
        OwnThread.EXECUTOR.execute(() -> complete(aborted, USER, attempt));
        requested.await();
        CompletableFuture<String> interrupted = new CompletableFuture<>();
        Thread waiting = new Thread(() -> complete(interrupted, USER));
        waiting.start();
        waiting.interrupt();
        attempt.abort();
        assertEquals(
                ConnectAbortedException.class,
                assertThrows(ExecutionException.class, aborted::get).getCause().getClass());
        assertEquals(
                InterruptedIOException.class,
                assertThrows(ExecutionException.class, interrupted::get)
                        .getCause()
                        .getClass());
        response.countDown();
    }

    @Test
    void theLeastRecentlyUsedAccountIsDropped() throws IOException {
        server.answer(new TokenServer.Response(200, "{\"access_token\": \"abcdef\", \"token_type\": \"bearer\"}"));
        get();
        get("ann@example.org", null, new ConnectAttempt());
        get();
        for (int i = 0; i < KEPT - 1; i++) {
            get("user" + i, null, new ConnectAttempt());
        }
        assertEquals(KEPT + 1, server.requests().size());
        get();
        assertEquals(KEPT + 1, server.requests().size());
        get("ann@example.org", null, new ConnectAttempt());
        assertEquals(KEPT + 2, server.requests().size());
    }

    /** Its account would be lost: the configured one is invalid. */
    @Test
    void anAccountWithANewRefreshTokenIsNotDropped() throws IOException {
        useRefreshToken();
        server.setRotates(true);
        get();
        server.answer(new TokenServer.Response(200, "{\"access_token\": \"abcdef\", \"token_type\": \"bearer\"}"));
        for (int i = 0; i < KEPT + 5; i++) {
            get("user" + i, null, new ConnectAttempt());
        }
        server.answer((TokenServer.Handler) null);
        now = START.plusSeconds(3600);
        get();
    }

    /** The application has the new refresh tokens, and sets them. */
    @Test
    void anAccountWithAStoredRefreshTokenMayBeDropped() throws IOException {
        useRefreshToken();
        set("refresh.token.listener", (RefreshTokenListener) (login, token) -> {});
        rotateForEachUser();
        for (int i = 0; i < KEPT + 5; i++) {
            get("user" + i, null, new ConnectAttempt());
        }
        int requests = server.requests().size();
        get("user0", null, new ConnectAttempt());
        assertEquals(requests + 1, server.requests().size());
    }

    /** All others have a refresh token that would be lost. */
    @Test
    void theLatestAccountIsNotDropped() throws IOException {
        useRefreshToken();
        rotateForEachUser();
        for (int i = 0; i < KEPT + 5; i++) {
            get("user" + i, null, new ConnectAttempt());
        }
        server.answer(new TokenServer.Response(200, "{\"access_token\": \"abcdef\", \"token_type\": \"bearer\"}"));
        get();
        get();
        assertEquals(KEPT + 6, server.requests().size());
    }

    private void rotateForEachUser() {
        server.answer((request, exchange) -> new TokenServer.Response(
                200,
                "{\"access_token\": \"abcdef\", \"token_type\": \"Bearer\", \"refresh_token\": \"refresh-token-"
                        + server.requests().size() + "\"}"));
    }

    @Test
    void theTraceHasTheSourceOfTheToken() throws IOException {
        get();
        now = START.plusSeconds(600);
        get();
        List<String> decisions = new ArrayList<>();
        for (TraceEvent event : events) {
            TraceEvent.Decided decided = (TraceEvent.Decided) event;
            decisions.add(decided.topic() + ": " + decided.choice() + " (" + decided.because() + ")");
        }
        assertEquals(
                List.of(
                        "auth: token requested from 127.0.0.1 (grant client_credentials, expires in 3600 s)",
                        "auth: token of 127.0.0.1 from the cache (grant client_credentials, expires in 3000 s)"),
                decisions);
    }

    private void holdResponse() {
        server.answer((request, exchange) -> {
            requested.countDown();
            response.await();
            return null;
        });
    }

    private void complete(CompletableFuture<String> result, String user) {
        complete(result, user, new ConnectAttempt());
    }

    private void complete(CompletableFuture<String> result, String user, ConnectAttempt attempt) {
        try {
            result.complete(get(user, null, attempt, new Trace(List.of())));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }
}
