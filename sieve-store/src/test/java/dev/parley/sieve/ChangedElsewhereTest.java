package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.sieve.Cut;
import dev.parley.testing.Headline;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.StoreClosedException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another client, another connection or another thread changes the state that a folder or an operation uses. */
@Timeout(60)
class ChangedElsewhereTest {
    private static final String SCRIPT = "keep;\r\n";

    @Test
    void pollingObservesAnotherClient() throws Exception {
        try (Account account = new Account().with("a", SCRIPT).with("b", SCRIPT);
                SieveStore store = account.connect();
                SieveStore other = account.connect()) {
            account.server.activate("a");
            SieveFolder active = store.getActiveScript().orElseThrow();
            assertTrue(active.isActive());
            ((SieveFolder) other.getFolder("b")).activate();
            assertFalse(active.isActive());
        }
    }

    @Test
    void aFolderOutlivesItsConnection() throws Exception {
        try (Account account = new Account().with("a", SCRIPT).with("b", SCRIPT);
                SieveStore store = account.connect()) {
            account.server.activate("a");
            Folder[] listed = store.getDefaultFolder().list();
            close(store);
            account.server.activate("b");
            store.connect("localhost", account.server.port(), "joe", "secret");
            store.listScripts();
            assertFalse(listed[0].isSubscribed());
            assertTrue(listed[1].isSubscribed());
        }
    }

    @Test
    void nothingIsSubscribedInAClosedStore() throws Exception {
        try (Account account = new Account().with("a", SCRIPT);
                SieveStore store = account.connect()) {
            Folder script = store.getFolder("a");
            close(store);
            assertFalse(script.isSubscribed());
        }
    }

    /** The other client activates its script after the new body is stored, and before the end of the replacement. */
    @Test
    void replaceDoesNotActivateAgain() throws Exception {
        try (Account account = new Account().with("a", SCRIPT).with("b", SCRIPT);
                SieveStore store = account.connect();
                SieveStore other = account.connect()) {
            account.server.activate("a");
            int getStoredScript = 10;
            account.server.before(getStoredScript, () -> activate(other, "b"));
            store.replace("a", "# new\r\nkeep;\r\n");
            assertEquals(Optional.of("b"), account.server.active());
        }
    }

    @Test
    void replaceOverABrokenConnectionIsAClosedStore() throws Exception {
        try (Account account = new Account().with("a", SCRIPT);
                SieveStore store = account.connect()) {
            account.server.cutAt(1, Cut.BEFORE);
            assertThrows(StoreClosedException.class, store::listScripts);
            assertThrows(StoreClosedException.class, () -> store.replace("a", SCRIPT));
        }
    }

    /** A thread that waits for another one, in whose operation the connection breaks, gets the same reason. */
    @Test
    void aWaitingThreadGetsTheReason() throws Exception {
        try (Account account = new Account().with("a", SCRIPT);
                SieveStore store = account.connect()) {
            CompletableFuture<Exception> waiting = new CompletableFuture<>();
            Thread other = new Thread(() -> {
                try {
                    waiting.complete(failure(store));
                } catch (AssertionError e) {
                    waiting.completeExceptionally(e);
                }
            });
            account.server.before(1, () -> startAndAwait(other));
            account.server.cutAt(1, Cut.BEFORE);
            Exception first = failure(store);
            Exception second = waiting.get(20, TimeUnit.SECONDS);
            assertInstanceOf(StoreClosedException.class, second);
            assertEquals(Headline.of(first), Headline.of(second));
        }
    }

    private static void activate(SieveStore store, String script) {
        try {
            ((SieveFolder) store.getFolder(script)).activate();
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static void close(SieveStore store) throws MessagingException {
        store.close();
    }

    private static Exception failure(SieveStore store) {
        return assertThrows(Exception.class, store::listScripts);
    }

    private static void startAndAwait(Thread other) {
        other.start();
        while (other.isAlive() && other.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
