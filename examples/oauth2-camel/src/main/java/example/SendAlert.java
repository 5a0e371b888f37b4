package example;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** Sends a mail through an endpoint of Apache Camel. The code does not refer to Parley. */
public class SendAlert {
    public static void main(String[] args) throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.start();
            camel.createProducerTemplate()
                    .sendBody(
                            "smtp://localhost:{{env:SMTP_PORT}}"
                                    + "?username=alice&from=alice@example.org&to=bob@example.org&subject=Flood"
                                    + "&additionalJavaMailProperties.mail.smtp.auth=true"
                                    + "&additionalJavaMailProperties.mail.smtp.oauth2.token.url={{env:TOKEN_URL}}"
                                    + "&additionalJavaMailProperties.mail.smtp.oauth2.client.id=newsletter"
                                    + "&additionalJavaMailProperties.mail.smtp.oauth2.client.secret=RAW({{env:CLIENT_SECRET}})"
                                    + "&additionalJavaMailProperties.mail.smtp.trace=text",
                            "The water is 2 cm below the door.");
        }
    }
}
