package dev.parley.junit.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.junit.SieveServerExtension;
import dev.parley.sieve.SieveFolder;
import dev.parley.sieve.SieveQuotaException;
import dev.parley.sieve.SieveStore;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The account has space for one script: the holiday script is not stored, and the filter stays active. */
class SieveQuotaTest {
    private static final String FILTER = "require \"fileinto\";\nfileinto \"Lists\";\n";

    @RegisterExtension
    SieveServerExtension server =
            SieveServerExtension.create().quota(1, 1000).put("filter", FILTER).activate("filter");

    @Test
    void theFilterStaysActive() {
        SieveQuotaException failure =
                assertThrows(SieveQuotaException.class, () -> new Holiday(server.session()).begin("Back on Monday."));

        assertEquals(SieveQuotaException.Kind.MAXSCRIPTS, failure.getKind());
        server.assertScripts("filter").assertActive("filter").assertScript("filter", FILTER);
    }

    @Test
    void withSpaceForTwoScriptsTheHolidayBegins() throws Exception {
        server.quota(2, 1000);

        new Holiday(server.session()).begin("Back on Monday.");

        server.assertScripts("filter", "holiday").assertActive("holiday");
    }

    /** The application: stores a script that answers mail, and activates it. */
    static class Holiday {
        private final Session session;

        Holiday(Session session) {
            this.session = session;
        }

        void begin(String text) throws MessagingException {
            try (SieveStore store = (SieveStore) session.getStore()) {
                store.connect();
                SieveFolder script = (SieveFolder) store.getFolder("holiday");
                script.putScript("require \"vacation\";\nvacation \"" + text + "\";\n");
                script.activate();
            }
        }
    }
}
