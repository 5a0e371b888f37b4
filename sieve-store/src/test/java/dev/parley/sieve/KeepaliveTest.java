package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import jakarta.mail.Folder;
import jakarta.mail.FolderClosedException;
import jakarta.mail.Session;
import jakarta.mail.StoreClosedException;
import jakarta.mail.event.ConnectionAdapter;
import jakarta.mail.event.ConnectionEvent;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody calls the store, and still it talks, and hears that the server has gone. */
@Timeout(30)
class KeepaliveTest {
    private static final String DIALOG = """
            C: LISTSCRIPTS
            S: "a"
            S: OK
            C: NOOP "parley-1"
            S: OK (TAG "parley-1")
            C: NOOP "parley-2"
            S: BYE "Shutting down."
            S! close
            """;

    @Test
    void asksForASignOfLifeAndTellsEverybodyWhenThereIsNone() throws Exception {
        DialogScript script = ClearLogin.and(DIALOG);
        try (ScriptedServer server = ScriptedServer.start(script)) {
            Properties properties = ClearLogin.properties();
            properties.setProperty("mail.sieve.keepalive", "3");
            SieveStore store = (SieveStore) Session.getInstance(properties).getStore("sieve");
            BlockingQueue<String> events = new LinkedBlockingQueue<>();
            store.addStoreListener(event -> events.add(event.getMessage()));
            store.addConnectionListener(new ConnectionAdapter() {
                @Override
                public void disconnected(ConnectionEvent event) {
                    events.add("disconnected");
                }
            });
            ClearLogin.connect(store, server);
            Folder folder = store.getFolder("a");
            folder.open(Folder.READ_ONLY);
            assertEquals("Shutting down.", events.poll(20, TimeUnit.SECONDS));
            assertEquals("disconnected", events.poll(5, TimeUnit.SECONDS));
            assertFalse(folder.isOpen());
            assertTrue(assertThrows(FolderClosedException.class, () -> folder.getMessage(1))
                    .getMessage()
                    .contains("Shutting down."));
            assertTrue(assertThrows(StoreClosedException.class, store::getDefaultFolder)
                    .getMessage()
                    .contains("Shutting down."));
            assertEquals(script.conversation(), server.transcript());
        }
    }
}
