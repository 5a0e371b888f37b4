package dev.parley.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.bench.Client;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a connect costs: the threads that it starts. */
class ConnectCostTest {
    private static final int CONNECTS = 200;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /** Also where the machine's name has to be looked up, which must not block. */
    @Test
    void aConnectStartsNoThread() throws MessagingException {
        Session session = Client.PARLEY.session(25, Map.of());
        session.getProperties().remove("mail.smtp.localhost");
        connect(session);
        long before = threads.getTotalStartedThreadCount();
        for (int i = 0; i < CONNECTS; i++) {
            connect(session);
        }
        long started = threads.getTotalStartedThreadCount() - before;
        assertTrue(started < CONNECTS / 10, started + " threads for " + CONNECTS + " connects");
    }

    private static void connect(Session session) throws MessagingException {
        try (SmtpTransport transport = (SmtpTransport) Client.PARLEY.transport(session)) {
            transport.connect(new CannedSocket());
        }
    }
}
