package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.testing.ChallengingServer;
import dev.parley.testing.EndlessMechanism;
import dev.parley.testing.Headline;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.net.SocketTimeoutException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All replies of a login share one time-out: a server with challenges without end does not keep the client. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndlessLoginTest {
    @Test
    void theWholeExchangeHasOneDeadline() throws Exception {
        EndlessMechanism.register();
        Properties properties = new Properties();
        properties.put("mail.sieve.auth.cleartext", "true");
        properties.put("mail.sieve.sasl.enable", "true");
        properties.put("mail.sieve.sasl.mechanisms", EndlessMechanism.NAME);
        properties.put("mail.sieve.timeout", "3000");
        String greeting =
                "\"IMPLEMENTATION\" \"x\"\r\n\"SIEVE\" \"\"\r\n\"SASL\" \"" + EndlessMechanism.NAME + "\"\r\nOK\r\n";
        try (ChallengingServer server = ChallengingServer.start(greeting, "", "\"YWdhaW4=\"\r\n");
                Store store = Session.getInstance(properties).getStore("sieve")) {
            MessagingException e = assertThrows(
                    MessagingException.class, () -> store.connect("127.0.0.1", server.port(), "joe", "secret"));
            assertEquals(
                    "the connection to 127.0.0.1:" + server.port()
                            + " failed while logging in: no complete reply within 3000 ms",
                    Headline.of(e));
            assertInstanceOf(SocketTimeoutException.class, e.getCause());
        }
    }
}
