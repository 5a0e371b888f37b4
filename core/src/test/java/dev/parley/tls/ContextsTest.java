package dev.parley.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.settings.MailProperties;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLContext;
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
        SSLContext context = Contexts.SHARED.of(key(), "mx.example", NAMES);
        assertSame(context, Contexts.SHARED.of(key(), "other.example", NAMES));
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

    /** A file with the time and the size of the one that it replaces. */
    @Test
    void aReplacedFileIsAnother() throws Exception {
        Path roots = Files.write(folder.resolve("roots.pem"), new byte[10]);
        Stores before = stores(roots, roots);
        Path other = Files.write(folder.resolve("other.pem"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(roots));
        assumeTrue(Files.readAttributes(other, BasicFileAttributes.class).fileKey() != null);
        Files.move(other, roots, StandardCopyOption.REPLACE_EXISTING);
        assertNotEquals(before, stores(roots, roots));
    }

    /** A context of a file that was replaced while it was read is used once. */
    @Test
    void aContextOfAnOlderFileIsNotKept() throws Exception {
        X509Certificate[] jvm = JdkStores.trustManager().getAcceptedIssuers();
        Path roots = Files.writeString(folder.resolve("roots.pem"), PemFileTest.pem(jvm[0]));
        CertificateSettings settings = new CertificateSettings(List.of(roots.toString()), null, List.of());
        Contexts.Key older = key(Stores.current(settings));
        Files.writeString(roots, PemFileTest.pem(jvm[1]) + PemFileTest.pem(jvm[2]));
        assertNotSame(Contexts.SHARED.of(older, "mx.example", NAMES), Contexts.SHARED.of(older, "mx.example", NAMES));
        Contexts.Key present = key(Stores.current(settings));
        assertSame(Contexts.SHARED.of(present, "mx.example", NAMES), Contexts.SHARED.of(present, "mx.example", NAMES));
    }

    @Test
    void eachPartOfAKeyCounts() {
        Stores stores = Stores.current(null);
        Contexts.Key key = key(stores);
        TlsSettings.Algorithms algorithms = key.algorithms();
        List<String> trust = key.trust();
        Contexts.Check none = Contexts.Check.NONE;
        List<String> other = List.of("x");
        CertificateSettings pinned = new CertificateSettings(List.of(), null, other);
        assertEquals(key, new Contexts.Key(none, false, trust, algorithms, stores));
        assertEquals(key.hashCode(), key(Stores.current(null)).hashCode());
        assertNotEquals(key, new Contexts.Key(Contexts.Check.LENIENT, false, trust, algorithms, stores));
        assertNotEquals(key, new Contexts.Key(none, true, trust, algorithms, stores));
        assertNotEquals(key, new Contexts.Key(none, false, other, algorithms, stores));
        for (TlsSettings.Algorithms changed : List.of(
                new TlsSettings.Algorithms(other, List.of(), null),
                new TlsSettings.Algorithms(List.of(), other, null),
                new TlsSettings.Algorithms(List.of(), List.of(), "TLSv1.3"))) {
            assertNotEquals(key, new Contexts.Key(none, false, trust, changed, stores));
        }
        for (Stores changed : List.of(
                Stores.current(pinned),
                new Stores(stores.jdk(), null, other),
                new Stores(new JdkStores(Map.of("keyStore", "x"), stores.jdk().files()), null, List.of()))) {
            assertNotEquals(key, key(changed));
        }
    }

    private static Stores stores(Path roots, Path key) {
        CertificateSettings.Client client = new CertificateSettings.Client(key.toString(), key.toString(), null, null);
        return Stores.current(new CertificateSettings(List.of(roots.toString()), client, List.of()));
    }

    private static Contexts.Key key() {
        return key(Stores.current(null));
    }

    private static Contexts.Key key(Stores stores) {
        return new Contexts.Key(
                Contexts.Check.NONE,
                false,
                List.of("*"),
                new TlsSettings.Algorithms(List.of(), List.of(), null),
                stores);
    }
}
