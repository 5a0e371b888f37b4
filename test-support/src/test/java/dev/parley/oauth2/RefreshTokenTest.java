package dev.parley.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.login.LoginRequest;
import dev.parley.login.RefreshTokenListener;
import dev.parley.net.ConnectAttempt;
import dev.parley.testing.TokenServer;
import dev.parley.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authorization server issues another refresh token with each access token. */
class RefreshTokenTest extends TokenTest {
    private static final String TOKEN_1 = "refresh-token-1-abcdefgh";

    @TempDir
    Path folder;

    private final List<String> stored = new ArrayList<>();

    @BeforeEach
    void rotate() {
        server.setRotates(true);
    }

    @Test
    void theListenerIsCalledBeforeTheTokenIsUsed() throws IOException {
        useRefreshToken();
        set("refresh.token.listener", (RefreshTokenListener) this::store);
        get();
        assertEquals(List.of(USER + " " + TOKEN_1), stored);
        get();
        now = START.plusSeconds(3600);
        get();
        assertEquals(2, stored.size(), "the second request needs the new refresh token");
        assertFalse(events.toString().contains("issued another"), "it is not lost");
    }

    @Test
    void theListenerMayBeAClass() throws IOException {
        useRefreshToken();
        set("refresh.token.listener", Kept.class.getName());
        Kept.last = null;
        get();
        assertEquals(TOKEN_1, Kept.last);
    }

    /** Instances are made for each connect. */
    public static final class Kept implements RefreshTokenListener {
        static volatile String last;

        @Override
        public void replaced(LoginRequest login, String refreshToken) {
            last = refreshToken;
        }
    }

    @Test
    void aFailedListenerEndsTheLoginAndIsCalledAgain() throws IOException {
        useRefreshToken();
        boolean[] fails = {true};
        set("refresh.token.listener", (RefreshTokenListener) (login, token) -> {
            store(login, token);
            if (fails[0]) {
                throw new IllegalStateException("cannot store " + token);
            }
        });
        TokenException e = failure();
        assertTrue(
                e.getMessage()
                        .startsWith("mail.smtp.oauth2.refresh.token.listener: "
                                + getClass().getName()),
                e.getMessage());
        assertTrue(
                e.getMessage()
                        .endsWith(
                                " has not stored the new refresh token: java.lang.IllegalStateException. The next login"
                                        + " calls it again"),
                e.getMessage());
        assertFalse(print(e).contains(TOKEN_1));
        failure();
        fails[0] = false;
        assertEquals(server.accessTokens().get(0), get());
        assertEquals(1, server.requests().size(), "the access token is used after the listener has succeeded");
        assertEquals(3, stored.size());
        get();
        assertEquals(3, stored.size());
    }

    /** Of an Error, too, no part of the message is shown. */
    @Test
    void anErrorOfTheListenerIsNotShown() {
        useRefreshToken();
        set("refresh.token.listener", (RefreshTokenListener) (login, token) -> {
            throw new AssertionError("cannot store " + token);
        });
        TokenException e = failure();
        assertTrue(
                e.getMessage()
                        .endsWith(
                                " has not stored the new refresh token: java.lang.AssertionError. The next login calls it"
                                        + " again"),
                e.getMessage());
        assertFalse((print(e) + events).contains(TOKEN_1));
    }

    @Test
    void aListenerThatExhaustsTheJvmIsNotShown() {
        useRefreshToken();
        set("refresh.token.listener", (RefreshTokenListener) (login, token) -> {
            throw new OutOfMemoryError("cannot store " + token);
        });
        TokenException e = failure();
        assertEquals("the token request failed: java.lang.OutOfMemoryError", e.getMessage());
        assertFalse((print(e) + events).contains(TOKEN_1));
    }

    /** For example, it sends a mail with the account whose token it stores. */
    @Test
    void aListenerCannotLogInWithItsAccount() throws IOException {
        useRefreshToken();
        List<String> failures = new ArrayList<>();
        set("refresh.token.listener", (RefreshTokenListener)
                (login, token) -> failures.add(failure().getMessage()));
        assertEquals(List.of(get()), server.accessTokens());
        assertEquals(
                List.of(
                        "mail.smtp.oauth2.refresh.token.listener: a listener cannot log in with the account whose refresh"
                                + " token it stores: that login waits until the listener returns"),
                failures);
    }

    @Test
    void theWaitForAListenerEnds() throws Exception {
        useRefreshToken();
        CountDownLatch end = new CountDownLatch(1);
        set("timeout", "10000");
        set("refresh.token.listener", (RefreshTokenListener) (login, token) -> end.await());
        AccessTokens impatient = new AccessTokens(() -> now, KEPT, Duration.ofMillis(-9000));
        LoginRequest login = new LoginRequest("smtp", "mx.lab.test", USER, false);
        TokenException e = assertThrows(
                TokenException.class, () -> impatient.get(settings(), login, null, new ConnectAttempt(), trace));
        assertEquals(
                "no access token from " + server.url() + " within 1000 ms; check mail.smtp.oauth2.timeout=10000, and"
                        + " whether mail.smtp.oauth2.refresh.token.listener ("
                        + getClass().getName() + "$$Lambda) returns",
                e.getMessage().replaceAll("Lambda[^)]*", "Lambda"));
        end.countDown();
    }

    @Test
    void theListenerHasTheClassLoaderOfTheCaller() throws IOException {
        useRefreshToken();
        List<ClassLoader> seen = new ArrayList<>();
        set("refresh.token.listener", (RefreshTokenListener)
                (login, token) -> seen.add(Thread.currentThread().getContextClassLoader()));
        ClassLoader own = new ClassLoader() {};
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(own);
        try {
            get();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        assertEquals(List.of(own), seen);
    }

    /** Members of a group read the file, or none. */
    @Test
    void theFileKeepsItsGroup() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, TokenServer.REFRESH_TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        GroupPrincipal group =
                file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName("54321");
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        try {
            view.setGroup(group);
        } catch (IOException e) {
            Assumptions.abort("only the superuser may set this group");
        }
        set("refresh.token.file", file.toString());
        get();
        assertEquals(TOKEN_1 + "\n", Files.readString(file));
        assertEquals(group, view.readAttributes().group());
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void theFileIsReadAndReplaced() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, TokenServer.REFRESH_TOKEN + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        set("refresh.token.file", link.toString());
        get();
        assertEquals(TOKEN_1 + "\n", Files.readString(file));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(Files.isSymbolicLink(link));
        now = START.plusSeconds(3600);
        get();
        assertEquals(server.refreshToken() + "\n", Files.readString(file));
        assertEquals(2, listed().size(), "no other file is left: " + listed());
    }

    @Test
    void anotherTokenInTheFileIsUsed() throws IOException {
        server.setRotates(false);
        Path file = folder.resolve("token");
        Files.writeString(file, "wrong");
        set("refresh.token.file", file.toString());
        assertTrue(failure().isRejection());
        Files.writeString(file, TokenServer.REFRESH_TOKEN);
        get();
    }

    @Test
    void aFailedWriteEndsTheLoginAndIsRepeated() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, TokenServer.REFRESH_TOKEN);
        set("refresh.token.file", file.toString());
        server.answer((request, exchange) -> {
            Files.delete(file);
            return null;
        });
        String start = "mail.smtp.oauth2.refresh.token.file=" + file
                + ": the new refresh token cannot be written to it: there is no such file";
        assertEquals(start, failure().getMessage());
        assertEquals(start, failure().getMessage());
        Files.writeString(file, "");
        assertEquals(server.accessTokens().get(0), get());
        assertEquals(TOKEN_1 + "\n", Files.readString(file));
        assertEquals(1, server.requests().size());
        now = START.plusSeconds(3600);
        server.answer((TokenServer.Handler) null);
        get();
    }

    @Test
    void aTokenThatNothingStoresIsUsedAndReported() throws IOException {
        useRefreshToken();
        get();
        now = START.plusSeconds(3600);
        get();
        assertEquals(TOKEN_1, server.requests().get(1).form().get("refresh_token"));
        TraceEvent.Warned warning = (TraceEvent.Warned) events.stream()
                .filter(TraceEvent.Warned.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertEquals(
                "the authorization server has issued another refresh token, which is lost when this JVM ends: set"
                        + " mail.smtp.oauth2.refresh.token.file or mail.smtp.oauth2.refresh.token.listener",
                warning.text());
    }

    /** The endpoint may repeat the present one (RFC 6749 s6). */
    @Test
    void thePresentTokenIsNotStored() throws IOException {
        useRefreshToken();
        set("refresh.token.listener", (RefreshTokenListener) this::store);
        server.answer(new TokenServer.Response(
                200,
                "{\"access_token\": \"abcdef\", \"token_type\": \"Bearer\", \"refresh_token\": \""
                        + TokenServer.REFRESH_TOKEN + "\"}"));
        get();
        assertEquals(List.of(), stored);
    }

    private void store(LoginRequest login, String token) {
        stored.add(login.user() + " " + token);
    }

    private List<Path> listed() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }
}
