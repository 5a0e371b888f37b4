package dev.parley.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.sasl.Credentials;
import dev.parley.sasl.ExchangeException;
import dev.parley.sasl.Mechanism;
import dev.parley.sasl.Mechanisms;
import dev.parley.sasl.Server;
import dev.parley.settings.MailProperties;
import dev.parley.settings.Phase;
import dev.parley.settings.Timeouts;
import dev.parley.trace.Trace;
import dev.parley.wire.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The wait of a link's login for a KDC: here, a mechanism GSSAPI that does not return. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KerberosWaitTest {
    private static final Credentials NO_PASSWORD = new Credentials("", "joe", null);
    private static final Duration SHORT = Duration.ofMillis(200);

    private static CountDownLatch entered;
    private static CountDownLatch released;

    private final Properties properties = new Properties();
    private final Provider provider = new Blocking();

    @BeforeEach
    void insertProvider() {
        entered = new CountDownLatch(1);
        released = new CountDownLatch(1);
        Security.insertProviderAt(provider, 1);
        properties.put("mail.smtp.auth.mechanisms", "GSSAPI");
    }

    @AfterEach
    void removeProvider() {
        released.countDown();
        Security.removeProvider(provider.getName());
    }

    @Test
    void theDefaultTimeOutOfThePhaseEndsIt() throws Exception {
        try (Link link = link()) {
            assertEquals(
                    "GSSAPI: no answer of the Kerberos KDC in time (mail.smtp.timeout is not set, its default is 200 ms)",
                    failure(link, SHORT));
        }
    }

    @Test
    void theConfiguredTimeOutEndsIt() throws Exception {
        properties.put("mail.smtp.timeout", "150");
        try (Link link = link()) {
            link.begin(new Deadline(Duration.ofMinutes(1), System.nanoTime()));
            assertEquals(
                    "GSSAPI: no answer of the Kerberos KDC in time (mail.smtp.timeout=150)",
                    failure(link, Duration.ofMinutes(5)));
        }
    }

    @Test
    void anEarlierDeadlineEndsIt() throws Exception {
        properties.put("mail.smtp.deadline", "150");
        try (Link link = link()) {
            link.begin(new Deadline(Duration.ofMillis(150), System.nanoTime()));
            assertEquals(
                    "GSSAPI: no answer of the Kerberos KDC in time (mail.smtp.deadline=150)",
                    failure(link, Duration.ofMinutes(5)));
        }
    }

    @Test
    void anAbortOfTheLinkEndsIt() throws Exception {
        try (Link link = link()) {
            Thread other = new Thread(() -> {
                try {
                    entered.await();
                } catch (InterruptedException e) {
                    return;
                }
                link.abort();
            });
            other.start();
            assertEquals(
                    "GSSAPI: the connection was closed by another thread before the Kerberos KDC answered",
                    failure(link, Duration.ofMinutes(5)));
            other.join();
        }
    }

    private String failure(Link link, Duration ofPhase) {
        Server server = link.server("smtp", "mx.example", List.of("GSSAPI"), new Login(ofPhase));
        Mechanism gssapi = Mechanisms.from(names(), List.of())
                .candidates(server, NO_PASSWORD)
                .get(0);
        return assertThrows(ExchangeException.class, () -> gssapi.begin(NO_PASSWORD, server))
                .getMessage();
    }

    private MailProperties names() {
        return new MailProperties("smtp", properties);
    }

    private Link link() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
            return new Link(socket, "localhost:25", Timeouts.from(names()), Limits.DEFAULT, new Trace(List.of()));
        }
    }

    private record Login(Duration timeout) implements Phase {
        @Override
        public String name() {
            return "AUTH";
        }

        @Override
        public String phrase() {
            return "logging in";
        }
    }

    public static final class Blocking extends Provider {
        private static final long serialVersionUID = 1;

        Blocking() {
            super("ParleyBlocking", "1", "A mechanism that does not return");
            put("SaslClientFactory.GSSAPI", Factory.class.getName());
        }
    }

    public static final class Factory implements SaslClientFactory {
        @Override
        public SaslClient createSaslClient(
                String[] mechanisms,
                String authorizationId,
                String protocol,
                String serverName,
                Map<String, ?> properties,
                CallbackHandler handler) {
            entered.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        }

        @Override
        public String[] getMechanismNames(Map<String, ?> properties) {
            return new String[] {"GSSAPI"};
        }
    }
}
