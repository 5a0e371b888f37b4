package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.StoreClosedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scripts that are never in memory as a whole. */
@Timeout(60)
class ScriptStreamTest {
    private static final String TEXT = "#" + "x".repeat(61) + "\r\n";
    private static final byte[] LINE = TEXT.getBytes(StandardCharsets.US_ASCII);
    private static final String LOGOUT = "C: LOGOUT\nS: OK\n";
    private static final int MEBIBYTE = 1024 * 1024;

    @Test
    void oneMebibyteInWithLittleMemory() throws Exception {
        // In one write: a client that reads each line as it comes makes an object for each.
        String lines = TEXT.replace("\r\n", "\\r\\n").repeat(MEBIBYTE / LINE.length);
        String get = "C: GETSCRIPT \"a\"\nS: {1048576}\nS~ " + lines + "\\r\\n\nS: OK\n";
        try (ScriptedServer server = ClearLogin.serve(get + get + LOGOUT)) {
            SieveStore store = ClearLogin.connect(Session.getInstance(ClearLogin.properties()), server);
            SieveFolder folder = (SieveFolder) store.getFolder("a");
            assertLittleMemory(() -> assertEquals(MEBIBYTE, compared(folder)));
            store.close();
            server.transcript();
        }
    }

    @Test
    void oneMebibyteOutWithLittleMemory() throws Exception {
        String lines = ("C: " + TEXT.strip() + "\n").repeat(MEBIBYTE / LINE.length);
        String put = "C: HAVESPACE \"a\" 1048576\nS: OK\nC: PUTSCRIPT \"a\" {1048576+}\n" + lines + "C: \nS: OK\n";
        DialogScript script = ClearLogin.and(put + put + LOGOUT);
        try (ScriptedServer server = ScriptedServer.start(script)) {
            SieveStore store = ClearLogin.connect(Session.getInstance(ClearLogin.properties()), server);
            SieveFolder folder = (SieveFolder) store.getFolder("a");
            assertLittleMemory(() -> folder.putScript(new Repeated(LINE, MEBIBYTE), MEBIBYTE));
            store.close();
            assertEquals(script.conversation(), server.transcript());
        }
    }

    @FunctionalInterface
    private interface Transfer {
        void run() throws Exception;
    }

    /** The first transfer also loads classes, which takes as much memory as the JVM was cold; the second one counts. */
    private static void assertLittleMemory(Transfer transfer) throws Exception {
        transfer.run();
        long before = allocated();
        transfer.run();
        long used = allocated() - before;
        assertTrue(used < MEBIBYTE / 4, used + " bytes of memory");
    }

    /** How long the script is, every byte of which was compared. */
    private static long compared(SieveFolder folder) throws Exception {
        byte[] piece = new byte[8192];
        long bytes = 0;
        try (InputStream in = folder.openScript()) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                for (int i = 0; i < read; i++) {
                    assertTrue(piece[i] == LINE[(int) (bytes++ % LINE.length)]);
                }
            }
        }
        return bytes;
    }

    @Test
    void whileAScriptComesNothingElseIsSaid() throws Exception {
        try (Account account = new Account().with("a", TEXT.repeat(5000))) {
            SieveStore store = account.connect();
            SieveFolder folder = (SieveFolder) store.getFolder("a");
            InputStream in = folder.openScript();
            assertEquals('#', in.read());
            MessagingException busy = assertThrows(MessagingException.class, store::listScripts);
            assertEquals(
                    "the connection is in use: read the stream of openScript() to its end, or close it",
                    busy.getMessage());
            assertTrue(store.isConnected());
            in.close();
            assertEquals(1, store.listScripts().size());
            assertEquals(-1, in.read());
            store.close();
        }
    }

    @Test
    void aStoreIsClosedWhileAScriptComes() throws Exception {
        try (Account account = new Account().with("a", TEXT.repeat(10_000))) {
            SieveStore store = account.connect();
            InputStream in = ((SieveFolder) store.getFolder("a")).openScript();
            store.close();
            assertThrows(IOException.class, in::readAllBytes);
            SieveStore again = account.connect();
            assertThrows(IOException.class, in::read);
            assertTrue(again.isConnected());
            again.close();
        }
    }

    @Test
    void aLengthThatIsNotTrueStoresNothing() throws Exception {
        try (Account account = new Account().with("a", "stop;")) {
            for (int length : new int[] {4, 6, 100_000}) {
                SieveStore store = account.connect();
                SieveFolder folder = (SieveFolder) store.getFolder("a");
                StoreClosedException e = assertThrows(
                        StoreClosedException.class,
                        () -> folder.putScript(
                                new ByteArrayInputStream("keep;".getBytes(StandardCharsets.US_ASCII)), length));
                assertTrue(
                        e.getMessage().contains(" while sending a script (incomplete, nothing was stored):"),
                        e.getMessage());
                assertTrue(e.getMessage().contains(String.valueOf(length)), e.getMessage());
                assertEquals("stop;", account.script("a"));
            }
        }
    }

    @Test
    void aStreamThatFailsStoresNothing() throws Exception {
        try (Account account = new Account().with("a", "stop;")) {
            SieveStore store = account.connect();
            InputStream broken = new InputStream() {
                @Override
                public int read() {
                    throw new IllegalStateException("disk on fire");
                }
            };
            StoreClosedException e = assertThrows(
                    StoreClosedException.class, () -> ((SieveFolder) store.getFolder("a")).putScript(broken, 5));
            assertTrue(e.getMessage().contains("the script cannot be read: disk on fire"), e.getMessage());
            assertEquals("stop;", account.script("a"));
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /** The same octets again and again. */
    private static final class Repeated extends InputStream {
        private final byte[] octets;
        private long left;
        private int next;

        Repeated(byte[] octets, long length) {
            this.octets = octets;
            this.left = length;
        }

        @Override
        public int read() {
            if (left-- <= 0) {
                return -1;
            }
            int octet = octets[next];
            next = (next + 1) % octets.length;
            return octet;
        }
    }
}
