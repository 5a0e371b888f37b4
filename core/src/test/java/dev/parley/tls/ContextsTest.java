package dev.parley.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.parley.settings.MailProperties;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The context of a connection is made once for its settings and the JVM's stores. */
class ContextsTest {
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    private static final MailProperties NAMES = new MailProperties("smtp", new Properties());

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
        assertSame(Contexts.SHARED.of(key(), NAMES), Contexts.SHARED.of(key(), NAMES));
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

    @Test
    void aFileThatAppearsOrChangesIsAnother() throws Exception {
        Path roots = folder.resolve("roots.pem");
        Path key = folder.resolve("key.pem");
        Stores missing = stores(roots, key);
        assertEquals(missing, stores(roots, key));
        assertNotEquals(missing, Stores.current(null));
        Files.write(roots, new byte[10]);
        Stores present = stores(roots, key);
        assertNotEquals(missing, present);
        Files.write(key, new byte[10]);
        assertNotEquals(present, stores(roots, key));
        Stores both = stores(roots, key);
        assertEquals(both, stores(roots, key));
        Files.write(roots, new byte[11]);
        assertNotEquals(both, stores(roots, key));
    }

    private static Stores stores(Path roots, Path key) {
        CertificateSettings.Client client = new CertificateSettings.Client(key.toString(), key.toString(), null);
        return Stores.current(new CertificateSettings(List.of(roots.toString()), client, List.of()));
    }

    private static Contexts.Key key() {
        return new Contexts.Key(
                Contexts.Check.NONE,
                false,
                List.of("*"),
                new TlsSettings.Algorithms(List.of(), List.of(), null),
                Stores.current(null));
    }
}
