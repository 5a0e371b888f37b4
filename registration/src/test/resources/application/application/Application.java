package application;

import dev.parley.sieve.SieveStore;
import dev.parley.smtp.Parley;
import dev.parley.smtp.SmtpTransport;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import jakarta.mail.Session;
import java.util.Properties;

/** What a module that requires Parley and nothing else can name. */
public final class Application {
    private static final TraceSink SINK = event -> {
        if (event instanceof TraceEvent.Secured secured) {
            System.out.println(secured.tls().verification());
        }
    };

    private Application() {}

    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.put("mail.smtp.trace.sink", SINK);
        Session session = Session.getInstance(properties);
        Parley.install(session);
        try (SmtpTransport transport = (SmtpTransport) session.getTransport("smtp");
                SieveStore store = (SieveStore) session.getStore("sieve")) {
            System.out.println(transport.getLastReturnCode() + " " + store.isConnected());
        }
    }
}
