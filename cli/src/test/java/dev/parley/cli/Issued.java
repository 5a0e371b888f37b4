package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that an authority has issued, made by the JDK's keytool.
 *
 * @param server shows it
 * @param authority a trust store that has the authority alone
 */
record Issued(SSLContext server, Path authority) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /**
     * It was good for 30 days, and is over since 10 days ago.
     *
     * @param name as keytool has it: {@code dns:host} or {@code ip:address}
     */
    static Issued expired(Path folder, String name) throws Exception {
        Path store = folder.resolve("issued.p12");
        make(store, "authority", "-dname", "CN=Authority", "-startdate", "-60d", "-validity", "365", "-ext", "bc:c");
        make(
                store,
                "server",
                "-dname",
                "CN=Server",
                "-ext",
                "san=" + name,
                "-startdate",
                "-40d",
                "-validity",
                "30",
                "-signer",
                "authority");
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            made.load(in, PASSWORD);
        }
        Path authority = folder.resolve("authority.p12");
        KeyStore trusted = empty();
        trusted.setCertificateEntry("authority", made.getCertificate("authority"));
        try (OutputStream out = Files.newOutputStream(authority)) {
            trusted.store(out, PASSWORD);
        }
        KeyStore own = empty();
        own.setKeyEntry("server", made.getKey("server", PASSWORD), PASSWORD, made.getCertificateChain("server"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(keys.getKeyManagers(), null, null);
        return new Issued(server, authority);
    }

    private static KeyStore empty() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static void make(Path store, String alias, String... more) throws Exception {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = Stream.concat(
                        Stream.of(
                                keytool,
                                "-genkeypair",
                                "-alias",
                                alias,
                                "-keyalg",
                                "EC",
                                "-keysize",
                                "256",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(PASSWORD)),
                        Stream.of(more))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }
}
