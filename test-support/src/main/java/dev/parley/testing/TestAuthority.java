package dev.parley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificates that keytool issues: a root, an intermediate authority, and servers with something wrong. */
final class TestAuthority {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ROOT = "root";
    private static final String INTERMEDIATE = "intermediate";

    private final Path store;

    /** @param folder for the key store */
    TestAuthority(Path folder) throws IOException {
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
        make(alias, with(more, "-dname", "CN=Lab Server", "-ext", "san=" + names));
        KeyStore made = load(store);
        Certificate[] chain = Arrays.copyOf(made.getCertificateChain(alias), length);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(alias, made.getKey(alias, PASSWORD), PASSWORD, chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        made.deleteEntry(alias);
        try (OutputStream out = Files.newOutputStream(store)) {
            made.store(out, PASSWORD);
        }
        return context;
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
        String arguments =
                "-genkeypair -alias %s -keyalg EC -groupname secp256r1 -sigalg SHA256withECDSA -storetype PKCS12 -storepass %s"
                        .formatted(alias, new String(PASSWORD));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-keystore", store.toString()));
        command.addAll(List.of(more));
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
