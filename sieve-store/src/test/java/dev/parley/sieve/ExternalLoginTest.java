package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** A login that needs no password is none that asks for one. */
class ExternalLoginTest {
    private static final String SAID = """
            S: "IMPLEMENTATION" "x"
            S: "SASL" "EXTERNAL PLAIN"
            S: "SIEVE" ""
            S: "VERSION" "1.0"
            S: OK
            C: AUTHENTICATE "EXTERNAL" "Ym9zcw=="
            S: OK
            C: LOGOUT
            S: OK
            """;

    private final Properties properties = new Properties();

    @Test
    void onlyTheIdentityIsSaid() throws Exception {
        properties.put("mail.sieve.auth.mechanisms", "EXTERNAL");
        properties.put("mail.sieve.sasl.authorizationid", "boss");
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("external", SAID))) {
            try (Store store = Session.getInstance(properties).getStore("sieve")) {
                store.connect("127.0.0.1", server.port(), null, null);
            }
            assertEquals(SAID.strip(), String.join("\n", server.transcript()));
        }
    }

    @Test
    void anyOtherMechanismAsksForThePassword() {
        properties.put("mail.sieve.auth.mechanisms", "PLAIN");
        AuthenticationFailedException e = assertThrows(AuthenticationFailedException.class, () -> {
            try (Store store = Session.getInstance(properties).getStore("sieve")) {
                store.connect("127.0.0.1", 1, "joe", null);
            }
        });
        assertTrue(e.getMessage().contains("no password specified"), e.getMessage());
    }
}
