package dev.parley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Certificates that keytool issues: a root, an intermediate authority, clients, and servers with something wrong. */
public final class TestAuthority {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ROOT = "root";
    private static final String INTERMEDIATE = "intermediate";

    private final Path store;

    /** @param folder for the key store */
    public TestAuthority(Path folder) throws IOException {
        store = folder.resolve("authority.p12");
        make(ROOT, "-dname", "CN=Lab Root", "-ext", "bc:c");
    }

    /** Adds the root to a trust store. */
    void trustIn(Path trustStore) throws IOException, GeneralSecurityException {
        KeyStore trusted = load(trustStore);
        trusted.setCertificateEntry(ROOT, load(store).getCertificate(ROOT));
        try (OutputStream out = Files.newOutputStream(trustStore)) {
            trusted.store(out, PASSWORD);
        }
    }

    /**
     * A client or server with a certificate of the root. The chain has the root.
     *
     * @param more options of keytool
     */
    public IssuedCertificate issue(String subject, String names, String... more)
            throws IOException, GeneralSecurityException {
        return issue("one", 2, with(more, "-signer", ROOT, "-dname", subject, "-ext", "san=" + names));
    }

    /** A server whose certificate another server has signed, which is no authority. The chain has the root. */
    public IssuedCertificate issueByServer(String names) throws IOException, GeneralSecurityException {
        make("server", "-dname", "CN=Other Server", "-signer", ROOT);
        return issue("one", 3, "-signer", "server", "-dname", "CN=Lab Server", "-ext", "san=" + names);
    }

    public X509Certificate root() throws IOException, GeneralSecurityException {
        return (X509Certificate) load(store).getCertificate(ROOT);
    }

    /** A server with a certificate of the root, and the root. */
    SSLContext issued(String names, String... more) throws IOException, GeneralSecurityException {
        return server("issued", 2, names, with(more, "-signer", ROOT));
    }

    /** A server that sends only its certificate, which the intermediate authority issued. */
    SSLContext withoutIntermediate(String names) throws IOException, GeneralSecurityException {
        make(INTERMEDIATE, "-dname", "CN=Lab Intermediate", "-ext", "bc:c", "-signer", ROOT);
        String location = "aia=caIssuers:uri:http://lab.test/intermediate.cer";
        return server("leaf", 1, names, "-signer", INTERMEDIATE, "-ext", location);
    }

    /** A server whose root is not trusted: with an intermediate authority, and the root. */
    SSLContext ofUnknownRoot(String names) throws IOException, GeneralSecurityException {
        make("private", "-dname", "CN=Private Root", "-ext", "bc:c");
        make("department", "-dname", "CN=Department", "-ext", "bc:c", "-signer", "private");
        return server("member", 3, names, "-signer", "department");
    }

    SSLContext selfSigned(String names, String... more) throws IOException, GeneralSecurityException {
        return server("self", 1, names, more);
    }

    /** @param length of the chain that the server sends */
    private SSLContext server(String alias, int length, String names, String... more)
            throws IOException, GeneralSecurityException {
        return issue(alias, length, with(more, "-dname", "CN=Lab Server", "-ext", "san=" + names))
                .server();
    }

    /** @param length of the chain */
    private IssuedCertificate issue(String alias, int length, String... more)
            throws IOException, GeneralSecurityException {
        make(alias, more);
        KeyStore made = load(store);
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : Arrays.copyOf(made.getCertificateChain(alias), length)) {
            chain.add((X509Certificate) certificate);
        }
        IssuedCertificate issued = new IssuedCertificate((PrivateKey) made.getKey(alias, PASSWORD), chain);
        made.deleteEntry(alias);
        try (OutputStream out = Files.newOutputStream(store)) {
            made.store(out, PASSWORD);
        }
        return issued;
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            loaded.load(in, PASSWORD);
        }
        return loaded;
    }

    private static String[] with(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    private void make(String alias, String... more) throws IOException {
        String arguments = "-genkeypair -alias %s -sigalg SHA256withECDSA -storetype PKCS12 -storepass %s"
                .formatted(alias, new String(PASSWORD));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-keystore", store.toString()));
        command.addAll(List.of(more));
        if (!command.contains("-keyalg")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        if (!command.contains("-validity")) {
            command.addAll(List.of("-validity", "30"));
        }
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        keytool.getOutputStream().close();
        String output = new String(keytool.getInputStream().readAllBytes());
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        }
    }
}
