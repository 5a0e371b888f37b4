package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.testing.ChallengingServer;
import dev.parley.testing.EndlessMechanism;
import dev.parley.testing.Headline;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/** All replies of a login share one time-out: a server with challenges without end does not keep the client. */
class EndlessLoginTest extends TransportFixture {
    @Test
    void theWholeExchangeHasOneDeadline() throws Exception {
        EndlessMechanism.register();
        properties.put("mail.smtp.sasl.enable", "true");
        properties.put("mail.smtp.sasl.mechanisms", EndlessMechanism.NAME);
        properties.put("mail.smtp.timeout", "3000");
        try (ChallengingServer server = ChallengingServer.start(
                "220 mx\r\n", "250-mx\r\n250 AUTH " + EndlessMechanism.NAME + "\r\n", "334 YWdhaW4=\r\n")) {
            Transport transport = session().getTransport("parley");
            MessagingException e = assertThrows(
                    MessagingException.class, () -> transport.connect("localhost", server.port(), "joe", "secret"));
            assertEquals(
                    "the connection to localhost:" + server.port()
                            + " failed while logging in: no complete reply within 3000 ms",
                    Headline.of(e));
            assertInstanceOf(SocketTimeoutException.class, e.getCause());
        }
    }
}
