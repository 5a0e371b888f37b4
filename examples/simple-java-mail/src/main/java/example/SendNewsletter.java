package example;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

/** Sends several mails at once over the connection pool of Simple Java Mail. The code does not refer to Parley. */
public class SendNewsletter {
    public static void main(String[] args) throws Exception {
        try (Mailer mailer = MailerBuilder.withSMTPServer("localhost", Integer.valueOf(System.getenv("SMTP_PORT")))
                .withTransportStrategy(TransportStrategy.SMTP)
                .withConnectionPoolMaxSize(2)
                .buildMailer()) {

            CompletableFuture.allOf(Stream.of("bob", "carol", "dave", "erin")
                            .map(SendNewsletter::newsletter)
                            .map(email -> mailer.sendMail(email, true))
                            .toArray(CompletableFuture[]::new))
                    .join();

            System.out.println("sent by " + mailer.getSession().getTransport().getClass());
        }
    }

    private static Email newsletter(String reader) {
        return EmailBuilder.startingBlank()
                .from("alice@example.org")
                .to(reader + "@example.org")
                .withSubject("News for " + reader)
                .withPlainText("All is well. Grüße!")
                .buildEmail();
    }
}
