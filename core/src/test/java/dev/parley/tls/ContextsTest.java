package dev.parley.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The context of a connection is made once for its settings and the JVM's stores. */
class ContextsTest {
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    private final String before = System.getProperty(TRUST_STORE);

    @TempDir
    Path folder;

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(TRUST_STORE);
        } else {
            System.setProperty(TRUST_STORE, before);
        }
    }

    @Test
    void anEqualKeyHasTheSameContext() throws Exception {
        assertSame(Contexts.SHARED.of(key()), Contexts.SHARED.of(key()));
    }

    @Test
    void aStoreThatAppearsOrChangesIsAnother() throws Exception {
        Path store = folder.resolve("store.p12");
        System.setProperty(TRUST_STORE, store.toString());
        JdkStores missing = JdkStores.current();
        assertEquals(missing, JdkStores.current());
        Files.write(store, new byte[10]);
        JdkStores present = JdkStores.current();
        assertNotEquals(missing, present);
        assertEquals(present, JdkStores.current());
        Files.write(store, new byte[11]);
        assertNotEquals(present, JdkStores.current());
        System.clearProperty(TRUST_STORE);
        assertNotEquals(present, JdkStores.current());
    }

    private static Contexts.Key key() {
        return new Contexts.Key(
                Contexts.Check.NONE,
                false,
                List.of("*"),
                new TlsSettings.Algorithms(List.of(), List.of()),
                JdkStores.current());
    }
}
