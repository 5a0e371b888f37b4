package dev.parley.trace;

import java.util.List;
import java.util.stream.Stream;

/** An event in the lines that one would see by telnet, where it has any. */
final class Brief {
    private Brief() {}

    static List<String> lines(TraceEvent event) {
        if (event instanceof TraceEvent.Opened e) {
            return List.of("=== " + Shown.text(e.protocol() + " to " + e.host() + ":" + e.port()));
        } else if (event instanceof TraceEvent.Secured e) {
            return List.of("=== "
                    + Shown.text(e.tls().protocol() + ", verify " + e.tls().verification()));
        } else if (event instanceof TraceEvent.Decided e) {
            return List.of("=== " + Shown.text(e.topic() + ": " + e.choice()));
        } else if (event instanceof TraceEvent.Warned e) {
            return List.of("*** " + Shown.text(e.topic() + ": " + e.text()));
        } else if (event instanceof TraceEvent.Sent e) {
            return List.of("-> " + Shown.text(e.line()));
        } else if (event instanceof TraceEvent.Received e) {
            return e.lines().stream().map(line -> "<- " + Shown.text(line)).toList();
        } else if (event instanceof TraceEvent.Content e) {
            return Stream.concat(
                            e.head().stream().map(Shown::text),
                            Stream.of(e.content().toString()))
                    .map(line -> "-> " + line)
                    .toList();
        } else if (event instanceof TraceEvent.Failed e) {
            return List.of("*** " + Shown.text(e.phase() + ": " + e.what()));
        } else if (event instanceof TraceEvent.Explained e) {
            return Stream.concat(
                            Stream.of(e.meaning()
                                    + e.source()
                                            .map(where -> " (" + where + ")")
                                            .orElse("")),
                            e.fix().stream().map(fix -> "fix: " + fix))
                    .map(line -> "? " + Shown.text(line))
                    .toList();
        }
        return List.of();
    }
}
