package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.TlsServers;
import dev.parley.testing.TraceMask;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The message of the exception after a TLS handshake that failed, which is all that a log may have. */
class TlsFailureTest {
    private static final String STARTTLS =
            "given tls=%s\nS: \"IMPLEMENTATION\" \"x\"\nS: \"STARTTLS\"\nS: OK\nC: STARTTLS\nS: OK\nS! tls-refused\n";
    private static final String IMPLICIT = "given tls=%s\nS! tls-refused\n";

    @TempDir
    static Path folder;

    private static TlsServers servers;

    @BeforeAll
    static void trust() throws IOException {
        servers = new TlsServers(folder, "localhost");
    }

    @Test
    void selfSigned() throws Exception {
        assertEquals("""
                the connection to 127.0.0.1:PORT failed while performing the TLS handshake: TLS with 127.0.0.1 failed: \
                the server's certificate is self-signed and not in the trust store
                  certificate: CN=Lab Server, names localhost, 127.0.0.1, issuer CN=Lab Server, valid from TIME to TIME
                  trust store: FILE (javax.net.ssl.trustStore)
                  fingerprint (SHA-256): FINGERPRINT
                  mail.sieves.ssl.trust=* does not apply to this connection, which reads mail.sieve.ssl.trust (not set)
                  meaning: no authority issued this certificate: the server made it itself, as test servers do (RFC 5280 s6)
                  fix: save the certificate with "openssl s_client -connect 127.0.0.1:PORT" (on a port with STARTTLS add \
                -starttls smtp or sieve), compare its fingerprint with the administrator's, and set \
                mail.sieve.ssl.ca.file=<the file> (now not set). Or install a certificate of an authority on the server. For \
                a test, \
                mail.sieve.ssl.trust=127.0.0.1 (now not set) accepts any certificate, also that of an attacker""", message("sieve", STARTTLS.formatted("self-signed"), Map.of("mail.sieves.ssl.trust", "*")));
    }

    @Test
    void expired() throws Exception {
        assertEquals("""
                the connection to 127.0.0.1:PORT failed while performing the TLS handshake: TLS with 127.0.0.1 failed: \
                the server's certificate expired on TIME, and this machine's clock is TIME
                  certificate 1 of 2: CN=Lab Server, names localhost, 127.0.0.1, issuer CN=Lab Root, valid from TIME to TIME
                  certificate 2 of 2: CN=Lab Root, issuer CN=Lab Root, valid from TIME to TIME
                  meaning: the server's certificate has expired, or the clock of this machine is wrong (RFC 5280 s4.1.2.5)
                  fix: have the server's administrator renew the certificate; if the clock of this machine is wrong, set it""", message("sieves", IMPLICIT.formatted("expired"), Map.of()));
    }

    private static String message(String protocol, String dialog, Map<String, String> given) throws Exception {
        DialogScript script = DialogScript.parse("tls", dialog);
        Properties properties = new Properties();
        properties.putAll(given);
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(servers.of(script)))) {
            Store store = Session.getInstance(properties).getStore(protocol);
            MessagingException e = assertThrows(
                    MessagingException.class, () -> store.connect("127.0.0.1", server.port(), "joe", "secret"));
            return TraceMask.masked(e.getMessage()).replace(System.getProperty("javax.net.ssl.trustStore"), "FILE");
        }
    }
}
