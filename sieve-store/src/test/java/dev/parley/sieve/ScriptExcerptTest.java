package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.trace.DialogTrail;
import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines of a rejected script are in the message of the exception, and in no trace. */
class ScriptExcerptTest {
    private static final String SCRIPT = "# private\nfrobnicate;\n# \u001b[31m secret rule\nkeep;\n";

    @Test
    void theMessageHasTheLinesAndTheTraceHasNot() throws Exception {
        List<TraceEvent> events = new ArrayList<>();
        try (Account account = new Account()) {
            account.properties.put("mail.sieve.trace.sink", (TraceSink) events::add);
            SieveScriptException e;
            try (SieveStore store = account.connect()) {
                SieveFolder script = (SieveFolder) store.getFolder("a");
                e = assertThrows(SieveScriptException.class, () -> script.putScript(SCRIPT));
            }
            assertTrue(
                    e.getMessage()
                            .endsWith(
                                    "\n  script:\n    1 | # private\n  > 2 | frobnicate;\n    3 | # \\x1b[31m secret rule"),
                    e.getMessage());
            assertEquals(2, e.getDiagnostics().get(0).line());
            String traced = events.toString();
            assertTrue(traced.contains("PUTSCRIPT"), traced);
            assertFalse(traced.contains("private") || traced.contains("secret rule"), traced);
            String trail = DialogTrail.of(e).orElseThrow().toString();
            assertFalse(trail.contains("private") || trail.contains("secret rule"), trail);
        }
    }
}
