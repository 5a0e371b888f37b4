package dev.parley.trace;

import dev.parley.wire.Text;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Adds up what a dialog comes to. */
final class Counts {
    private int commands;
    private int groups;
    private int turnarounds;
    private long sent;
    private long received;
    private long waited;
    private boolean talking = true;
    private long silentSince = System.nanoTime();

    /** From now on it is the server's turn. */
    void listening() {
        silentSince = System.nanoTime();
    }

    /** Something has left in one write; some of it, or none, were commands. */
    void flushed(int together) {
        commands += together;
        groups += together > 0 ? 1 : 0;
        talking = true;
        listening();
    }

    void sent(long octets) {
        sent += octets;
    }

    void received(List<String> lines) {
        for (String line : lines) {
            received += octets(line);
        }
        long now = System.nanoTime();
        turnarounds += talking ? 1 : 0;
        talking = false;
        waited += now - silentSince;
        silentSince = now;
    }

    /** In UTF-8, with the line's end. */
    private static long octets(String line) {
        int octets = Text.isAscii(line) ? line.length() : line.getBytes(StandardCharsets.UTF_8).length;
        return octets + 2L;
    }

    Totals totals() {
        return new Totals(commands, groups, turnarounds, sent, received, Duration.ofNanos(waited));
    }
}
