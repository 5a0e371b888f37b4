package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.IssuedCertificate;
import dev.parley.testing.TestAuthority;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server and the client trust a private authority only; the client logs in with its certificate. */
@Timeout(60)
class CertificateFilesTest {
    private static final String SAID = """
            S! tls
            S: "IMPLEMENTATION" "x"
            S: "SASL" "EXTERNAL"
            S: "SIEVE" ""
            S: "VERSION" "1.0"
            S: OK
            C: AUTHENTICATE "EXTERNAL" ""
            S: OK
            C: LOGOUT
            S: OK
            """;
    private static final String OTHER_PIN = "sha256/p/nzxkESVB33N6wW611yBSemVn9OaTZAE8tzM9/U61w=";

    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static IssuedCertificate server;

    private final Properties properties = new Properties();

    @BeforeAll
    static void issue() throws Exception {
        authority = new TestAuthority(folder);
        server = authority.issue("CN=Lab Server", "dns:localhost");
    }

    @Test
    void aCertificateIsTheLogin() throws Exception {
        IssuedCertificate client = authority.issue("CN=Lab Client", "dns:client.lab.test");
        trustTheRoot();
        properties.put(
                "mail.sieves.ssl.cert.file",
                client.writeChain(folder.resolve("client.pem")).toString());
        properties.put(
                "mail.sieves.ssl.key.file",
                client.writeKey(folder.resolve("client.key")).toString());
        properties.put("mail.sieves.auth.mechanisms", "EXTERNAL");
        DialogScript script = DialogScript.parse("external", SAID);
        try (ScriptedServer started =
                ScriptedServer.start(script, Optional.of(server.serverFor(authority.root(), "TLSv1.3")))) {
            try (Store store = Session.getInstance(properties).getStore("sieves")) {
                store.connect("localhost", started.port(), null, null);
            }
            assertEquals(SAID.strip(), String.join("\n", started.transcript()));
        }
    }

    @Test
    void anotherKeyIsPinned() throws Exception {
        trustTheRoot();
        properties.put("mail.sieves.ssl.pin", OTHER_PIN);
        DialogScript script = DialogScript.parse("pinned", "S! tls-refused\n");
        try (ScriptedServer started = ScriptedServer.start(script, Optional.of(server.server()));
                Store store = Session.getInstance(properties).getStore("sieves")) {
            MessagingException e = assertThrows(
                    MessagingException.class, () -> store.connect("localhost", started.port(), "joe", "secret"));
            assertTrue(
                    e.getMessage().contains("no certificate of the verified chain has a pinned key\n"), e.getMessage());
            assertTrue(e.getMessage().contains("\n  mail.sieves.ssl.pin=" + OTHER_PIN + "\n"), e.getMessage());
        }
    }

    private void trustTheRoot() throws Exception {
        Path file = Files.writeString(folder.resolve("root.pem"), IssuedCertificate.pem(authority.root()));
        properties.put("mail.sieves.ssl.ca.file", file.toString());
    }
}
