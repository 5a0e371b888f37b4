package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.IssuedCertificate;
import dev.parley.testing.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands with --ca-file, --cert, --key and --pin, against servers that require the certificate of a client. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CertificateOptionsTest {
    private static final String PASSWORD = "kept secret";
    private static final String OTHER_PIN = "p/nzxkESVB33N6wW611yBSemVn9OaTZAE8tzM9/U61w=";
    private static final String GREETING =
            "S! tls\nS: 220 mx.lab.test\nC: EHLO client.example\nS: 250-mx.lab.test\nS: 250 AUTH PLAIN\n";
    private static final String QUIT = "C: QUIT\nS: 221 bye\n";
    private static final String LOCALHOST = "-Dmail.smtps.localhost=client.example";

    @TempDir
    static Path folder;

    private static SSLContext requiring;
    private static IssuedCertificate server;
    private static Path root;
    private static Path client;
    private static Path key;
    private static Path encrypted;

    @BeforeAll
    static void issue() throws Exception {
        TestAuthority authority = new TestAuthority(folder);
        server = authority.issue("CN=Lab Server", "ip:127.0.0.1");
        requiring = server.serverFor(authority.root(), "TLSv1.3");
        IssuedCertificate issued = authority.issue("CN=Lab Client", "dns:client.lab.test");
        root = Files.writeString(folder.resolve("root.pem"), IssuedCertificate.pem(authority.root()));
        client = issued.writeChain(folder.resolve("client.pem"));
        key = issued.writeKey(folder.resolve("client.key"));
        encrypted = Files.writeString(folder.resolve("encrypted.key"), encrypted(issued.key()));
    }

    @Test
    void probe() throws Exception {
        try (ScriptedServer started = started(requiring, GREETING + QUIT)) {
            CliRun.Result result = run(
                    new CliRun().environment("KEY_PASSWORD", PASSWORD),
                    probe(started),
                    "--ca-file=" + root,
                    "--cert=" + client,
                    "--key=" + encrypted,
                    "--key-password-env=KEY_PASSWORD",
                    "--pin=" + pin(server.chain().get(0)));
            assertTrue(result.output().contains("\n    verify   ok\n"), result.output());
            assertEquals(0, result.code());
            assertEquals("", result.errors());
            assertFalse(result.output().contains(PASSWORD));
        }
    }

    /** As with a certificate that is not trusted, a second dialog shows what the server sends. */
    @Test
    void probeWithAnotherPin() throws Exception {
        try (ScriptedServer started = started(requiring, "S! tls-refused\nS! accept\n" + GREETING + QUIT)) {
            CliRun.Result result = run(
                    new CliRun(),
                    probe(started),
                    "--ca-file=" + root,
                    "--cert=" + client,
                    "--key=" + key,
                    "--pin=" + OTHER_PIN);
            assertTrue(
                    result.output()
                            .contains(
                                    "\n    verify   FAILED: the server's certificate is trusted, but its key is not one"),
                    result.output());
            assertTrue(
                    result.output().contains("whether the key is new. If it is, add its pin to --pin\n"),
                    result.output());
        }
    }

    @Test
    void probeWithoutTheRoot() throws Exception {
        try (ScriptedServer started = started(server.server(), "S! tls-refused\nS! accept\n" + GREETING + QUIT)) {
            CliRun.Result result = run(new CliRun(), probe(started));
            assertTrue(result.output().contains("\n    verify   FAILED: "), result.output());
            assertTrue(result.output().contains("set --ca-file <the file>: "), result.output());
        }
    }

    @Test
    void send() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        String rest = """
                C: MAIL FROM:<joe@lab.test>
                S: 250 ok
                C: RCPT TO:<ann@lab.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C: [message]
                S: 250 queued
                """;
        try (ScriptedServer started = started(requiring, GREETING + rest + QUIT)) {
            CliRun.Result result = run(
                    new CliRun(),
                    send(started),
                    "--ca-file=" + root,
                    "--cert=" + client,
                    "--key=" + encrypted,
                    "--key-password-file=" + password,
                    "--pin=sha256/" + pin(server.chain().get(1)));
            assertEquals("", result.errors());
            assertEquals(0, result.code());
            assertTrue(result.output().contains("accepted for 1 of 1"), result.output());
            assertFalse(result.output().contains(PASSWORD));
        }
    }

    /** The error names the options, and has no password. */
    @Test
    void sendWithTheWrongPassword() throws Exception {
        try (ScriptedServer started = started(requiring, "S! tls-refused\n")) {
            CliRun.Result result = run(
                    new CliRun().environment("KEY_PASSWORD", "not it"),
                    send(started),
                    "--ca-file=" + root,
                    "--cert=" + client,
                    "--key=" + encrypted,
                    "--key-password-env=KEY_PASSWORD");
            assertTrue(
                    result.errors()
                            .contains(
                                    "--key " + encrypted
                                            + " cannot be used: line 1: the private key cannot be decrypted with the password in"
                                            + " --key-password-env or --key-password-file: the password is wrong, or the key is damaged"),
                    result.errors());
            assertFalse((result.output() + result.errors()).contains("not it"), result.errors());
        }
    }

    @Test
    void sendWithAnotherPin() throws Exception {
        try (ScriptedServer started = started(server.server(), "S! tls-refused\n")) {
            CliRun.Result result = run(new CliRun(), send(started), "--ca-file=" + root, "--pin=" + OTHER_PIN);
            assertTrue(
                    result.errors().contains("no certificate of the verified chain has a pinned key"), result.errors());
            assertEquals(69, result.code());
        }
    }

    @Test
    void sieve() throws Exception {
        String dialog = """
                S! tls
                S: "IMPLEMENTATION" "Example"
                S: "SASL" "EXTERNAL"
                S: "SIEVE" ""
                S: "VERSION" "1.0"
                S: OK
                C: AUTHENTICATE "EXTERNAL" ""
                S: OK
                C: LISTSCRIPTS
                S: "lists"
                S: OK
                C: LOGOUT
                S: OK
                """;
        try (ScriptedServer started = started(requiring, dialog)) {
            String[] command = sieve(started);
            CliRun.Result result = run(login(), command, "--ca-file=" + root, "--cert=" + client, "--key=" + key);
            assertEquals(new CliRun.Result(0, "  lists\n", ""), result);
        }
    }

    @Test
    void sieveWithAnotherPin() throws Exception {
        try (ScriptedServer started = started(server.server(), "S! tls-refused\n")) {
            CliRun.Result result = run(login(), sieve(started), "--ca-file=" + root, "--pin=" + OTHER_PIN);
            assertTrue(
                    result.errors().contains("no certificate of the verified chain has a pinned key"), result.errors());
            assertEquals(69, result.code());
        }
    }

    @Test
    void sieveWithoutTheCertificate() throws Exception {
        try (ScriptedServer started = started(requiring, "S! tls-refused\n")) {
            CliRun.Result result = run(login(), sieve(started), "--ca-file=" + root);
            assertTrue(result.errors().contains("the server requires a certificate of this client"), result.errors());
            assertTrue(result.errors().contains("set --cert and --key to PEM files"), result.errors());
        }
    }

    private static CliRun login() {
        return new CliRun().environment("SECRET", "correct horse");
    }

    private static String[] sieve(ScriptedServer server) {
        return new String[] {
            "sieve",
            "ls",
            "--password-env=SECRET",
            "-Dmail.sieves.auth.mechanisms=EXTERNAL",
            "sieves://joe@127.0.0.1:" + server.port()
        };
    }

    private static String[] probe(ScriptedServer server) {
        return new String[] {"probe", "--tls=implicit", LOCALHOST, "127.0.0.1:" + server.port()};
    }

    private static String[] send(ScriptedServer server) {
        return new String[] {
            "send",
            "--tls=implicit",
            LOCALHOST,
            "--server=127.0.0.1:" + server.port(),
            "--from=joe@lab.test",
            "--to=ann@lab.test",
            "--body=Hello"
        };
    }

    private static CliRun.Result run(CliRun run, String[] command, String... options) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(options));
        return run.parley(arguments.toArray(new String[0]));
    }

    private static ScriptedServer started(SSLContext tls, String dialog) throws IOException {
        return ScriptedServer.start(DialogScript.parse("certificates", dialog), Optional.of(tls));
    }

    private static String pin(X509Certificate certificate) throws Exception {
        byte[] encoded = certificate.getPublicKey().getEncoded();
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(encoded));
    }

    private static String encrypted(PrivateKey key) throws Exception {
        String algorithm = "PBEWithSHA1AndDESede";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(PASSWORD.toCharArray())));
        byte[] encrypted =
                new EncryptedPrivateKeyInfo(cipher.getParameters(), cipher.doFinal(key.getEncoded())).getEncoded();
        return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(encrypted)
                + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
    }
}
