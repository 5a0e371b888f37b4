package dev.parley.cli.sieve;

import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveFolder;
import dev.parley.sieve.SieveStore;
import jakarta.mail.MessagingException;
import java.util.List;

/** Creates or replaces a script. */
final class Storing {
    private Storing() {}

    /** @return the warnings of the server */
    static List<SieveDiagnostic> put(SieveStore store, String name, byte[] octets, boolean activate)
            throws MessagingException {
        SieveFolder script = Account.script(store, name);
        if (script.exists()) {
            return store.replace(name, octets, activate);
        }
        List<SieveDiagnostic> warnings = script.putScript(octets);
        if (activate) {
            script.activate();
        }
        return warnings;
    }
}
