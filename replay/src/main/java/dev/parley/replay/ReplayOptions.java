package dev.parley.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;

/**
 * The options of a replay. {@link #DEFAULT} replays line by line without waits and faults, with a generated certificate. Each
 * method returns options that differ in one value.
 *
 * @param port the port to listen on; 0: a free one
 * @param pace the waits before the replies of a recorded trace; a dialog file contains its own waits
 * @param split how much the server sends in one write
 * @param stallAfter a line of the file, from 1, after which the server sends nothing and does not close
 * @param dropAfter a line of the file, from 1, after which the server closes the connection
 * @param tls the server's certificate; empty: one for {@code localhost} and {@code 127.0.0.1} is generated
 * @param tlsElided whether a recorded trace is replayed without its TLS; the client must be configured without TLS
 */
public record ReplayOptions(
        int port,
        Pace pace,
        Split split,
        OptionalInt stallAfter,
        OptionalInt dropAfter,
        Optional<SSLContext> tls,
        boolean tlsElided) {
    public static final ReplayOptions DEFAULT = new ReplayOptions(
            0, Pace.NONE, Split.LINES, OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), false);

    public ReplayOptions port(int other) {
        return new ReplayOptions(other, pace, split, stallAfter, dropAfter, tls, tlsElided);
    }

    public ReplayOptions pace(Pace other) {
        return new ReplayOptions(port, other, split, stallAfter, dropAfter, tls, tlsElided);
    }

    public ReplayOptions split(Split other) {
        return new ReplayOptions(port, pace, other, stallAfter, dropAfter, tls, tlsElided);
    }

    /**
     * The server sends nothing after a line of the file, to test the time-out of the client.
     *
     * @param line of the trace or the dialog file, from 1
     */
    public ReplayOptions stallAfter(int line) {
        return new ReplayOptions(port, pace, split, OptionalInt.of(line), dropAfter, tls, tlsElided);
    }

    /**
     * The server closes the connection after a line of the file. Other connections of the file are as recorded.
     *
     * @param line of the trace or the dialog file, from 1
     */
    public ReplayOptions dropAfter(int line) {
        return new ReplayOptions(port, pace, split, stallAfter, OptionalInt.of(line), tls, tlsElided);
    }

    /** The server uses the certificate of this context. */
    public ReplayOptions tls(SSLContext context) {
        return new ReplayOptions(port, pace, split, stallAfter, dropAfter, Optional.of(context), tlsElided);
    }

    /** Replays without TLS. Possible for SMTP and LMTP, and for protocols with implicit TLS. */
    public ReplayOptions withoutTls() {
        return new ReplayOptions(port, pace, split, stallAfter, dropAfter, tls, true);
    }

    DialogScript apply(DialogScript script) {
        List<List<Step.Numbered>> connections = new ArrayList<>(script.connections());
        stallAfter.ifPresent(line -> cut(connections, line, List.of()));
        dropAfter.ifPresent(line ->
                cut(connections, line, List.of(new Step.Numbered(line, new Step.Close("S! close", false)))));
        return script.with(connections.stream().map(this::withSplit).toList());
    }

    private static void cut(List<List<Step.Numbered>> connections, int line, List<Step.Numbered> end) {
        int cut = 0;
        int last = 0;
        for (int i = 0; i < connections.size(); i++) {
            for (Step.Numbered placed : connections.get(i)) {
                if (placed.line() <= line && placed.line() >= last) {
                    cut = i;
                    last = placed.line();
                }
            }
        }
        if (!connections.isEmpty()) {
            List<Step.Numbered> kept = new ArrayList<>(connections.get(cut));
            kept.removeIf(placed -> placed.line() > line);
            kept.addAll(end);
            connections.set(cut, kept);
        }
    }

    private List<Step.Numbered> withSplit(List<Step.Numbered> steps) {
        return switch (split) {
            case BYTES -> {
                List<Step.Numbered> dripping = new ArrayList<>(steps);
                boolean isAccepted = !steps.isEmpty() && steps.get(0).step() instanceof Step.Accept;
                dripping.add(isAccepted ? 1 : 0, new Step.Numbered(0, new Step.Drip("S! drip")));
                yield dripping;
            }
            case LINES -> steps;
            case GROUPS -> {
                List<Step.Numbered> together = new ArrayList<>();
                steps.forEach(step -> append(together, step));
                yield together;
            }
        };
    }

    private static void append(List<Step.Numbered> together, Step.Numbered next) {
        int last = together.size() - 1;
        if (last >= 0
                && together.get(last).step() instanceof Step.Send before
                && next.step() instanceof Step.Send after) {
            together.set(last, new Step.Numbered(next.line(), before.and(after)));
        } else {
            together.add(next);
        }
    }
}
