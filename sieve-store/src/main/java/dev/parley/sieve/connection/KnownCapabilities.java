package dev.parley.sieve.connection;

import dev.parley.sieve.SieveCapabilities;
import dev.parley.sieve.protocol.Reply;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import dev.parley.wire.MalformedReplyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The capabilities that the server announced last. A login may change them (RFC 5804 s1.7). Written by the thread that uses
 * the connection, read by any.
 */
final class KnownCapabilities {
    private static final SieveCapabilities NONE = new SieveCapabilities(Map.of());

    private final Trace trace;
    private volatile SieveCapabilities announced = NONE;
    private volatile boolean beforeLogin;

    KnownCapabilities(Trace trace) {
        this.trace = trace;
    }

    /** None during STARTTLS and after the end. */
    SieveCapabilities announced() {
        return announced;
    }

    /** Whether these are the capabilities of the present state. */
    boolean areCurrent() {
        return !beforeLogin;
    }

    void update(Reply listing) throws MalformedReplyException {
        announced = listing.capabilities();
        beforeLogin = false;
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, String> capability : announced.raw().entrySet()) {
            lines.add((capability.getKey() + " " + capability.getValue()).strip());
        }
        trace.offered(lines);
    }

    /** The server announces its capabilities without a command. */
    void updateUnsolicited(Reply listing) throws MalformedReplyException {
        trace.decided(Topic.RESYNC, "update the capabilities", "the server announced them without a command");
        update(listing);
    }

    void forget() {
        announced = NONE;
    }

    void loggedIn() {
        beforeLogin = true;
    }
}
