package dev.parley.sieve;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.util.Properties;

/** Joe's login on a link in clear, which a test's own dialog goes on from. */
final class ClearLogin {
    private static final String ATTEMPT = """
            S: "IMPLEMENTATION" "x"
            S: "SASL" "PLAIN"
            S: "UNAUTHENTICATE"
            S: "VERSION" "1.0"
            S: OK
            C: AUTHENTICATE "PLAIN" [redacted]
            """;
    private static final String DIALOG = ATTEMPT + """
            S: OK
            """;

    private ClearLogin() {}

    static DialogScript and(String dialog) {
        return DialogScript.parse("login and more", DIALOG + dialog);
    }

    /** A server that lets Joe in and goes on so. */
    static ScriptedServer serve(String dialog) throws IOException {
        return ScriptedServer.start(and(dialog));
    }

    /** A server that does not, and says this. */
    static ScriptedServer refuse(String response) throws IOException {
        return ScriptedServer.start(DialogScript.parse("no login", ATTEMPT + "S: " + response + "\n"));
    }

    /** With which he does it. */
    static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("mail.sieve.auth.cleartext", "true");
        return properties;
    }

    static SieveStore connect(Session session, ScriptedServer server) throws MessagingException {
        return connect((SieveStore) session.getStore("sieve"), server);
    }

    static SieveStore connect(SieveStore store, ScriptedServer server) throws MessagingException {
        store.connect("127.0.0.1", server.port(), "joe", "secret");
        return store;
    }
}
