package dev.parley.trace;

import dev.parley.wire.Text;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Counts the totals of a connection. */
final class Counts {
    private int commands;
    private int groups;
    private int turnarounds;
    private long sent;
    private long received;
    private long waited;
    private boolean talking = true;
    private long silentSince = System.nanoTime();

    /** The client waits for the server from now on. */
    void listening() {
        silentSince = System.nanoTime();
    }

    /** Data was sent in one write, with this number of commands. */
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
