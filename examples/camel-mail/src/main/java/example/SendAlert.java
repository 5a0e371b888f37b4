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
                                    + "?from=alice@example.org&to=bob@example.org&subject=Flood"
                                    + "&contentType=text/plain;charset=UTF-8"
                                    + "&mail.debug=true",
                            "The water is 2 cm below the door. Grüße!");
        }
    }
}
