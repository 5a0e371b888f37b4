package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.testing.ObservedSockets;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server sends after the response to one command is not taken for the response to the next. */
@Timeout(30)
class SurplusResponseTest {
    private static final String IN_STEP = "C: NOOP \"parley-1\"\nS: OK (TAG \"parley-1\")\n";
    private static final String LOGOUT = "C: LOGOUT\nS: OK\n";

    @TempDir
    static Path folder;

    private static TestCertificate certificate;

    private final ObservedSockets sockets = new ObservedSockets();

    @BeforeAll
    static void make() throws IOException {
        certificate = TestCertificate.make(folder.resolve("localhost.p12"), "localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sieve", "sieves"})
    void aRefusedCommandIsRefused(String protocol) throws Exception {
        String refused = "C: DELETESCRIPT \"b\"\nS& NO (NONEXISTENT) \"No such script\"\n";
        DialogScript script = script(protocol, List.of("OK"), refused + IN_STEP);
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(certificate.context()))) {
            SieveStore store = activated(protocol, server);
            assertThrows(
                    FolderNotFoundException.class, () -> store.getFolder("b").delete(false));
            store.close();
            assertEquals(script.conversation(), server.transcript());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sieve", "sieves"})
    void aScriptIsTheOneThatWasAskedFor(String protocol) throws Exception {
        String fetched = "C: GETSCRIPT \"b\"\nS& {7}\nS& keep;\nS&\nS& OK\n";
        DialogScript script = script(protocol, List.of("{5}", "stop;", "OK"), fetched + IN_STEP);
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(certificate.context()))) {
            SieveStore store = activated(protocol, server);
            SieveFolder folder = (SieveFolder) store.getFolder("b");
            assertEquals("keep;\r\n", folder.getScript());
            store.close();
            assertEquals(script.conversation(), server.transcript());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sieve", "sieves"})
    void capabilitiesAreLearnt(String protocol) throws Exception {
        List<String> listing = List.of("\"IMPLEMENTATION\" \"y\"", "\"VERSION\" \"1.0\"", "OK");
        DialogScript script = script(protocol, listing, "C: DELETESCRIPT \"b\"\nS: OK\n");
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(certificate.context()))) {
            SieveStore store = activated(protocol, server);
            assertTrue(store.getFolder("b").delete(false));
            assertEquals("y", store.getCapabilities().implementation());
            store.close();
            assertEquals(script.conversation(), server.transcript());
        }
    }

    /** In clear the surplus leaves together with the response, over TLS in a record of its own. */
    private static DialogScript script(String protocol, List<String> surplus, String next) {
        boolean tls = protocol.equals("sieves");
        String activated =
                "C: SETACTIVE \"a\"\nS~ OK\\r\\n" + (tls ? "\nS~ " : "") + String.join("\\r\\n", surplus) + "\\r\\n\n";
        DialogScript login = ClearLogin.and(activated + next + LOGOUT);
        return DialogScript.parse("surplus", (tls ? "S! tls\n" : "") + String.join("\n", login.conversation()) + "\n");
    }

    /** A store whose last command was SETACTIVE, when more than its response has arrived. */
    private SieveStore activated(String protocol, ScriptedServer server) throws Exception {
        Properties properties = ClearLogin.properties();
        properties.put("mail." + protocol + ".socketFactory", sockets);
        properties.put("mail.sieves.ssl.socketFactory", certificate.context().getSocketFactory());
        SieveStore store = (SieveStore) Session.getInstance(properties).getStore(protocol);
        store.connect("localhost", server.port(), "joe", "secret");
        store.getFolder("a").setSubscribed(true);
        if (protocol.equals("sieves")) {
            sockets.awaitBytes();
        }
        return store;
    }
}
