package dev.parley.sieve.dialog;

import dev.parley.trace.Elided;

/** Counts a script that goes by, for the trace, which does not show it. */
final class Tally {
    private long octets;
    private long lines;
    private boolean ended = true;

    void see(byte[] some, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            ended = some[i] == '\n';
            lines += ended ? 1 : 0;
        }
        octets += length;
    }

    Elided elided() {
        return new Elided("script", octets, ended ? lines : lines + 1, 0);
    }
}
