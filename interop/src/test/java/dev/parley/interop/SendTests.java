package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** A client of one server, and the transcript of its connection. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class SendTests {
    final Properties properties = new Properties();
    final Transcript transcript = new Transcript();

    @BeforeAll
    static void trust() {
        Servers.trust();
    }

    final SmtpTransport connect(int port) throws MessagingException {
        properties.put("mail.smtp.localhost", "client.example");
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.trace.sink", transcript);
        SmtpTransport transport =
                (SmtpTransport) Session.getInstance(properties).getTransport("smtp");
        transport.connect("localhost", port, null, null);
        return transport;
    }

    final MimeMessage message(String subject) throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom("alice@example.test");
        message.setSubject(subject);
        message.setText("hello");
        message.saveChanges();
        return message;
    }

    /** Sends to users at example.test; returns the result, whether or not it is an exception. */
    static Delivery send(SmtpTransport transport, MimeMessage message, String... users) throws MessagingException {
        String to = Stream.of(users).map(user -> user + "@example.test").collect(Collectors.joining(","));
        try {
            transport.sendMessage(message, InternetAddress.parse(to));
        } catch (SendFailedException e) {
            // The result of each recipient is in the delivery.
        }
        return transport.getLastDelivery().orElseThrow();
    }

    /** @param expected a line for each recipient: {@code alice ACCEPTED 250} */
    static void assertOutcomes(String expected, Delivery delivery) {
        String outcomes = delivery.recipients().stream()
                .map(each -> each.address().getAddress().replace("@example.test", "") + " " + each.outcome() + " "
                        + each.reply().map(Delivery.Reply::code).orElse(0) + "\n")
                .collect(Collectors.joining());
        assertEquals(expected, outcomes, delivery::toString);
    }
}
