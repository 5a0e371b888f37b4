package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.replay.sieve.ManageSieveServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeTest {
    private static final String LOCALHOST = "-Dmail.smtp.localhost=client.example";

    @TempDir
    static Path store;

    private static SSLContext tls;

    @BeforeAll
    static void certificate() throws IOException {
        tls = TestCertificate.make(store.resolve("localhost.p12"), "localhost").context();
    }

    @Test
    void aServerWithoutTls() throws Exception {
        String dialog = """
                S: 220 mx.lab.test ESMTP
                C: EHLO client.example
                S: 250-mx.lab.test
                S: 250-AUTH PLAIN CRAM-MD5
                S: 250-LIMITS RCPTMAX=100
                S: 250 SIZE 1000
                C: QUIT
                S: 221 Bye
                """;
        DialogScript script = DialogScript.parse("probe", dialog);
        try (ScriptedServer server = ScriptedServer.start(script)) {
            assertEquals(new Run.Left(0, """
                            127.0.0.1
                              greeting   220 mx.lab.test ESMTP
                              in clear   AUTH PLAIN CRAM-MD5
                              in clear   LIMITS RCPTMAX=100
                              in clear   SIZE 1000
                              logins     PLAIN CRAM-MD5
                              limit      LIMITS RCPTMAX=100
                              limit      SIZE 1000
                              warning    no TLS: everything is said in clear
                              warning    PLAIN or LOGIN is offered in clear: a password can be read by anybody in between
                            """, ""), new Run().parley("probe", LOCALHOST, "127.0.0.1:" + server.port()));
            assertEquals(script.conversation(), server.transcript());
        }
    }

    @Test
    void aCertificateThatIsNotBelievedIsShown() throws Exception {
        String hello = "S: 220 mx.lab.test ESMTP\nC: EHLO client.example\nS: 250-mx.lab.test\nS: 250 STARTTLS\n"
                + "C: STARTTLS\nS: 220 Go\n";
        String dialog = hello + "S! tls-refused\nS! accept\n" + hello
                + "S! tls\nC: EHLO client.example\nS: 250-mx.lab.test\nS: 250 AUTH PLAIN\nC: QUIT\nS: 221 Bye\n";
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("probe", dialog), Optional.of(tls))) {
            Run.Left left = new Run().parley("probe", LOCALHOST, "127.0.0.1:" + server.port());
            assertEquals(0, left.code(), left.errors());
            for (String line : new String[] {
                "  in clear   STARTTLS\n",
                "  over TLS   AUTH PLAIN\n",
                "    subject  CN=localhost\n",
                "    key      RSA 2048\n",
                "    verify   FAILED\n",
                "  logins     PLAIN\n",
                "  warning    the certificate is not believed: ",
                "  warning    the certificate expires in 29 days, on "
            }) {
                assertTrue(left.output().contains(line), line + left.output());
            }
            assertTrue(!left.output().contains("in clear: a password"), left.output());
        }
    }

    @Test
    void manageSieve() throws Exception {
        try (ManageSieveServer server = new ManageSieveServer(tls, "joe", "secret")) {
            Run.Left left = new Run().parley("probe", "--sieve", "--json", "127.0.0.1:" + server.port());
            assertEquals(0, left.code(), left.errors());
            assertTrue(left.output().startsWith("{\"addresses\":[{\"address\":\"127.0.0.1\",\"reached\":true,"));
            assertTrue(left.output().contains("\"logins\":[\"PLAIN\"]"), left.output());
            assertTrue(left.output().contains("\"key\":\"RSA 2048\""), left.output());
        }
    }

    @Test
    void nobodyThere() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Run.Left left = new Run().parley("probe", "127.0.0.1:" + port);
        assertEquals(69, left.code());
        assertTrue(left.output().contains("  failed     connecting: "), left.output());
        assertEquals(
                64, new Run().parley("probe", "--sieve", "--lmtp", "localhost").code());
    }
}
