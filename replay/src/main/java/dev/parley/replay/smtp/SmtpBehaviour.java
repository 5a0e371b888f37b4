package dev.parley.replay.smtp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the server rejects, and the faults. Shared by all connections. */
final class SmtpBehaviour {
    private final Map<String, String> rejected = new HashMap<>();
    private final Set<String> attempted = new HashSet<>();
    private Optional<String> rejection = Optional.empty();
    private boolean greylists;
    private boolean hidesStartTls;
    private boolean dropsNext;

    synchronized void greylist() {
        greylists = true;
    }

    synchronized void hideStartTls() {
        hidesStartTls = true;
    }

    synchronized boolean hidesStartTls() {
        return hidesStartTls;
    }

    synchronized void reject(String recipient, String reply) {
        rejected.put(lowerCase(recipient), reply);
    }

    synchronized void rejectMessages(String reply) {
        rejection = Optional.of(reply);
    }

    synchronized void dropNext() {
        dropsNext = true;
    }

    /** The reply to RCPT, if the recipient is rejected. */
    synchronized Optional<String> rejectionOf(String sender, String recipient) {
        String reply = rejected.get(lowerCase(recipient));
        if (reply != null) {
            return Optional.of(reply);
        }
        if (greylists && attempted.add(lowerCase(sender) + " " + lowerCase(recipient))) {
            return Optional.of(
                    "450 4.2.0 <" + recipient + ">: Recipient address rejected: Greylisted, try again in 5 minutes");
        }
        return Optional.empty();
    }

    /** The reply to the end of the content, if the message is rejected. */
    synchronized Optional<String> rejectionOfMessage() {
        return rejection;
    }

    /** Whether the connection is closed after this message; the next one is not affected. */
    synchronized boolean takeDrop() {
        boolean drops = dropsNext;
        dropsNext = false;
        return drops;
    }

    private static String lowerCase(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
