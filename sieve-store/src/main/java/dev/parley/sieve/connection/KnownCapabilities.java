package dev.parley.sieve.connection;

import dev.parley.sieve.protocol.Capabilities;
import dev.parley.sieve.protocol.Reply;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import dev.parley.wire.MalformedReplyException;

/** The capabilities that the server announced last. A login may change them (RFC 5804 s1.7). */
final class KnownCapabilities {
    private final Trace trace;
    private Capabilities announced = Capabilities.NONE;
    private boolean beforeLogin;

    KnownCapabilities(Trace trace) {
        this.trace = trace;
    }

    /** None during STARTTLS and after the end. */
    Capabilities announced() {
        return announced;
    }

    /** Whether these are the capabilities of the present state. */
    boolean areCurrent() {
        return !beforeLogin;
    }

    void learn(Reply listing) throws MalformedReplyException {
        announced = Capabilities.parse(listing.data());
        beforeLogin = false;
        trace.offered(announced.lines());
    }

    /** The server announces its capabilities without a command. */
    void learnUnsolicited(Reply listing) throws MalformedReplyException {
        trace.decided(Topic.RESYNC, "update the capabilities", "the server announced them without a command");
        learn(listing);
    }

    void forget() {
        announced = Capabilities.NONE;
    }

    void loggedIn() {
        beforeLogin = true;
    }
}
