package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import jakarta.mail.Session;
import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A closed transport waits for its finalizer, and everything it refers to waits with it. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClosedTransportTest {
    private static final String DIALOG = "S: 220 mx\nC: EHLO client.example\nS: 250 mx\nC: QUIT\nS: 221 2.0.0 bye\n";

    @Test
    void aClosedTransportKeepsNoConnection() throws Exception {
        Properties properties = new Properties();
        properties.put("mail.smtp.localhost", "client.example");
        Session session = Session.getInstance(properties);
        SmtpTransport transport = (SmtpTransport) session.getTransport("parley");
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("closed", DIALOG), Optional.empty())) {
            transport.connect("localhost", server.port(), null, null);
            WeakReference<Object> link =
                    new WeakReference<>(transport.connection().current().link());
            transport.close();
            System.gc();
            assertNull(link.get());
            assertEquals("221 2.0.0 bye\n", transport.getLastServerResponse());
        }
    }
}
