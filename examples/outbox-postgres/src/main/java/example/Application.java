package example;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A shop that confirms each order by mail. {@code --order=bob@example.org} places an order at the start. */
@SpringBootApplication
public class Application {
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean
    ApplicationRunner placeOrder(Orders orders) {
        return args -> {
            if (args.containsOption("order")) {
                orders.place(args.getOptionValues("order").get(0));
            }
        };
    }
}
