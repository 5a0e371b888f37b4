package dev.parley.replay;

import dev.parley.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded dialog without its TLS: the greeting, and the part over TLS. The part between the two is omitted.
 */
final class WithoutTls {
    private WithoutTls() {}

    /** @throws IllegalArgumentException for ManageSieve with STARTTLS, whose greeting contains the capabilities without TLS */
    static List<RecordedEvent> events(Recording recording) {
        List<RecordedEvent> all = recording.recorded();
        List<RecordedEvent> kept = new ArrayList<>();
        boolean greeted = false;
        for (RecordedEvent each : all) {
            if (each.event() instanceof TraceEvent.Secured && greeted) {
                requireSmtp(recording);
                kept.removeIf(earlier -> isExchange(earlier) && !isGreeting(earlier));
            } else if (!(each.event() instanceof TraceEvent.Secured)) {
                greeted = greeted || each.event() instanceof TraceEvent.Received;
                kept.add(each);
            }
        }
        return kept;
    }

    private static void requireSmtp(Recording recording) {
        String protocol = recording.opened().protocol();
        if (protocol.startsWith("sieve")) {
            throw new IllegalArgumentException(
                    "a " + protocol + " dialog with STARTTLS cannot be replayed without TLS: use the certificate");
        }
    }

    private static boolean isExchange(RecordedEvent each) {
        return each.event() instanceof TraceEvent.Sent || each.event() instanceof TraceEvent.Received;
    }

    private static boolean isGreeting(RecordedEvent each) {
        return each.event() instanceof TraceEvent.Received e && e.id() == 0;
    }
}
