package dev.parley.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;

/**
 * How a recorded dialog is replayed. {@link #DEFAULT} is without waits and faults, line by line, with a certificate made
 * on the spot; each method gives other options that differ in one thing.
 *
 * @param port where the server listens; 0 for a free one
 * @param pace when the server of a recorded trace speaks; a dialog file says itself where it waits
 * @param split how much leaves in one write
 * @param stallAfter a line of the file, from 1: from there on the server says nothing more, and does not close
 * @param dropAfter a line of the file, from 1: there the server closes the connection
 * @param tls the server's certificate; one for {@code localhost} and {@code 127.0.0.1} is made where there is none
 * @param tlsElided whether a recorded trace is replayed without its TLS: the client must be told not to ask for it
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
     * The server falls silent behind the last thing said at or before a line of the file: the client's time-out is
     * tested.
     *
     * @param line of the trace or the dialog file, from 1
     */
    public ReplayOptions stallAfter(int line) {
        return new ReplayOptions(port, pace, split, OptionalInt.of(line), dropAfter, tls, tlsElided);
    }

    /**
     * The server closes the connection behind the last thing said at or before a line of the file. Other connections of
     * the file are as recorded.
     *
     * @param line of the trace or the dialog file, from 1
     */
    public ReplayOptions dropAfter(int line) {
        return new ReplayOptions(port, pace, split, stallAfter, OptionalInt.of(line), tls, tlsElided);
    }

    /** The server shows the certificate of this context. */
    public ReplayOptions tls(SSLContext context) {
        return new ReplayOptions(port, pace, split, stallAfter, dropAfter, Optional.of(context), tlsElided);
    }

    /** SMTP and LMTP, and protocols that begin with TLS: what was said over TLS is said in clear. */
    public ReplayOptions withoutTls() {
        return new ReplayOptions(port, pace, split, stallAfter, dropAfter, tls, true);
    }

    DialogScript applied(DialogScript script) {
        List<List<Placed>> connections = new ArrayList<>(script.connections());
        stallAfter.ifPresent(line -> cut(connections, line, List.of()));
        dropAfter.ifPresent(line ->
                cut(connections, line, List.of(new Placed(line, new Step.Close("S! close", false)))));
        return script.with(connections.stream().map(this::pieces).toList());
    }

    private static void cut(List<List<Placed>> connections, int line, List<Placed> end) {
        int cut = 0;
        int last = 0;
        for (int i = 0; i < connections.size(); i++) {
            for (Placed placed : connections.get(i)) {
                if (placed.line() <= line && placed.line() >= last) {
                    cut = i;
                    last = placed.line();
                }
            }
        }
        if (!connections.isEmpty()) {
            List<Placed> kept = new ArrayList<>(connections.get(cut));
            kept.removeIf(placed -> placed.line() > line);
            kept.addAll(end);
            connections.set(cut, kept);
        }
    }

    private List<Placed> pieces(List<Placed> steps) {
        return switch (split) {
            case BYTES -> {
                List<Placed> dripping = new ArrayList<>(steps);
                dripping.add(isAccepted(steps) ? 1 : 0, new Placed(0, new Step.Drip("S! drip")));
                yield dripping;
            }
            case LINES -> steps;
            case GROUPS -> {
                List<Placed> together = new ArrayList<>();
                steps.forEach(step -> join(together, step));
                yield together;
            }
        };
    }

    private static boolean isAccepted(List<Placed> steps) {
        return !steps.isEmpty() && steps.get(0).step() instanceof Step.Accept;
    }

    private static void join(List<Placed> together, Placed next) {
        int last = together.size() - 1;
        if (last >= 0
                && together.get(last).step() instanceof Step.Say before
                && next.step() instanceof Step.Say after) {
            together.set(last, new Placed(next.line(), before.and(after)));
        } else {
            together.add(next);
        }
    }
}
