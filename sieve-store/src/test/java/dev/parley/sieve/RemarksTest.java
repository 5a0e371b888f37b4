package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.replay.ScriptedServer;
import jakarta.mail.Session;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The listeners of a store get the texts that a server sends with OK and a response code. */
@Timeout(30)
class RemarksTest {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

    @Test
    void ofHaveSpace() throws Exception {
        try (ScriptedServer server = ClearLogin.serve("""
                        C: HAVESPACE "a" 5
                        S: OK (QUOTA/MAXSTORAGE) "One script more"
                        C: PUTSCRIPT "a" {5+}
                        C: keep;
                        S: OK (QUOTA) "Nearly full"
                        C: LOGOUT
                        S: OK
                        """);
                SieveStore store = connect(server)) {
            ((SieveFolder) store.getFolder("a")).putScript("keep;");
            assertEquals("One script more", texts.poll(10, TimeUnit.SECONDS));
            assertEquals("Nearly full", texts.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void ofReplace() throws Exception {
        try (ScriptedServer server = ClearLogin.serve("""
                        C: LISTSCRIPTS
                        S: OK
                        C: CHECKSCRIPT {5+}
                        C: keep;
                        S: OK
                        C: HAVESPACE "a" 5
                        S: OK (QUOTA/MAXSTORAGE) "One script more"
                        C: PUTSCRIPT "a" {5+}
                        C: keep;
                        S: OK (QUOTA) "Nearly full"
                        C: GETSCRIPT "a"
                        S: "keep;"
                        S: OK
                        C: LOGOUT
                        S: OK
                        """);
                SieveStore store = connect(server)) {
            store.replace("a", "keep;");
            assertEquals("One script more", texts.poll(10, TimeUnit.SECONDS));
            assertEquals("Nearly full", texts.poll(10, TimeUnit.SECONDS));
        }
    }

    private SieveStore connect(ScriptedServer server) throws Exception {
        Properties properties = ClearLogin.properties();
        SieveStore store = (SieveStore) Session.getInstance(properties).getStore("sieve");
        store.addStoreListener(event -> texts.add(event.getMessage()));
        return ClearLogin.connect(store, server);
    }
}
