package dev.parley.trace;

import java.time.Duration;

/**
 * The totals of a connection.
 *
 * @param commands command lines sent
 * @param groups writes that carried commands (RFC 2920); without pipelining as many as commands
 * @param turnarounds how often the client stopped sending to wait for the server
 * @param sent octets of commands and content, without TLS
 * @param received octets of replies, without TLS
 * @param waited for replies, together
 */
public record Totals(int commands, int groups, int turnarounds, long sent, long received, Duration waited) {
    Totals rewritten(EventRewriter to) {
        return new Totals(commands, groups, turnarounds, sent, received, to.took(waited));
    }

    /** Counts them. All times are those of {@link System#nanoTime}. */
    static final class Counter {
        private int commands;
        private int groups;
        private int turnarounds;
        private long sent;
        private long received;
        private long waited;
        private boolean talking = true;
        private long silentSince = System.nanoTime();

        /** The client waits for the server from now on. */
        void listening(long now) {
            silentSince = now;
        }

        /** Data was sent in one write, with this number of commands. */
        void flushed(int together, long now) {
            commands += together;
            groups += together > 0 ? 1 : 0;
            talking = true;
            silentSince = now;
        }

        void sent(long octets) {
            sent += octets;
        }

        void received(long octets, long now) {
            received += octets;
            turnarounds += talking ? 1 : 0;
            talking = false;
            waited += now - silentSince;
            silentSince = now;
        }

        Totals totals() {
            return new Totals(commands, groups, turnarounds, sent, received, Duration.ofNanos(waited));
        }
    }
}
