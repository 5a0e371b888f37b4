package dev.parley.smtp;

import java.time.Duration;
import java.util.Locale;

/**
 * A request that a message is delivered within a time (RFC 2852 s4). The server counts the time from MAIL.
 *
 * @param within the time, in whole seconds, at most 999,999,999; above zero with {@link Mode#RETURN}
 * @param mode what the server does when the time has passed
 * @param trace whether the sender receives a delivery status notification for each relay of the message
 */
public record DeliverBy(Duration within, Mode mode, Trace trace) {
    /** RFC 2852 s4: at most 9 digits. */
    private static final long MOST_SECONDS = 999_999_999;

    /** What the server does when the time has passed (RFC 2852 s4.1.3). */
    public enum Mode {
        /** It continues to deliver the message, and sends a "delayed" notification. */
        NOTIFY('N'),
        /** It does not deliver the message, and sends a "failed" notification. */
        RETURN('R');

        private final char letter;

        Mode(char letter) {
            this.letter = letter;
        }
    }

    /** Whether each relay of the message is reported (RFC 2852 s4.1.4). */
    public enum Trace {
        OFF,
        ON
    }

    /** @throws IllegalArgumentException when the time is not one that can be requested */
    public DeliverBy {
        long seconds = within.getSeconds();
        if (within.getNano() != 0 || seconds > MOST_SECONDS || seconds < -MOST_SECONDS) {
            throw new IllegalArgumentException(
                    "deliver-by " + within + " is not a number of whole seconds up to " + MOST_SECONDS);
        } else if (mode == Mode.RETURN && seconds <= 0) {
            throw new IllegalArgumentException(
                    "deliver-by " + seconds + " s is not above zero, as mode R (return) requires (RFC 2852 s4)");
        }
    }

    /** Delivery within this time; otherwise the message is returned to the sender. */
    public static DeliverBy orReturn(Duration within) {
        return new DeliverBy(within, Mode.RETURN, Trace.OFF);
    }

    /** Delivery within this time; otherwise the sender is notified of the delay. */
    public static DeliverBy orNotify(Duration within) {
        return new DeliverBy(within, Mode.NOTIFY, Trace.OFF);
    }

    /** The same, with a notification for each relay of the message. */
    public DeliverBy withTrace() {
        return new DeliverBy(within, mode, Trace.ON);
    }

    /**
     * Parses the value of the parameter BY: {@code 3600;R}, {@code 900;NT}.
     *
     * @throws IllegalArgumentException when the text is another
     */
    public static DeliverBy parse(String text) {
        int end = text.indexOf(';');
        String letters = end < 0 ? "" : text.substring(end + 1).toUpperCase(Locale.ROOT);
        Trace trace = letters.length() == 2 && letters.endsWith("T") ? Trace.ON : Trace.OFF;
        String mode = trace == Trace.ON ? letters.substring(0, 1) : letters;
        if (!mode.equals("R") && !mode.equals("N") || !isSeconds(text.substring(0, end))) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not seconds;R, seconds;RT, seconds;N or seconds;NT (RFC 2852 s4)");
        }
        Duration within = Duration.ofSeconds(Long.parseLong(text.substring(0, end)));
        return new DeliverBy(within, mode.equals("R") ? Mode.RETURN : Mode.NOTIFY, trace);
    }

    /** An optional sign and 1 to 9 digits. */
    private static boolean isSeconds(String text) {
        int first = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int digits = text.length() - first;
        for (int i = first; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return digits >= 1 && digits <= 9;
    }

    /** Returns the value of the parameter BY. */
    @Override
    public String toString() {
        return within.getSeconds() + ";" + mode.letter + (trace == Trace.ON ? "T" : "");
    }
}
