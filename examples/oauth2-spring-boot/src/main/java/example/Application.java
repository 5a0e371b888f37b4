package example;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;

/** Sends two mails with the {@code JavaMailSender} that Spring Boot configures. The code does not refer to Parley. */
@SpringBootApplication
public class Application {
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean
    ApplicationRunner newsletter(JavaMailSender sender) {
        return args -> {
            for (String name : new String[] {"Bob", "Carol"}) {
                SimpleMailMessage message = new SimpleMailMessage();
                message.setFrom("alice@example.org");
                message.setTo(name.toLowerCase() + "@example.org");
                message.setSubject("News for " + name);
                message.setText("Nothing new.");
                sender.send(message);
            }
        };
    }
}
