package example;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.mail.MailSendException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Sends a mail with the {@code JavaMailSender} that Spring Boot configures, and one that fails: Parley logs the reason and
 * what to do. The code does not refer to Parley.
 */
@SpringBootApplication
public class Application {
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean
    ApplicationRunner welcome(JavaMailSenderImpl sender) {
        return args -> {
            SimpleMailMessage message = new SimpleMailMessage();
            message.setFrom("alice@example.org");
            message.setTo("bob@example.org");
            message.setSubject("Welcome");
            message.setText("Dear Bob,\n\nyour account is ready. Grüße!\n");
            sender.send(message);

            message.setTo("nobody@example.org");
            try {
                sender.send(message);
            } catch (MailSendException e) {
                System.out.println("not sent: " + e.getFailedMessages().size());
            }

            System.out.println("sent by " + sender.getSession().getTransport().getClass());
        };
    }
}
