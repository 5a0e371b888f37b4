package dev.parley.trace.face;

import dev.parley.settings.MailProperties;
import dev.parley.trace.AddressMask;
import dev.parley.trace.Detail;
import dev.parley.trace.Discretion;
import dev.parley.trace.Explaining;
import dev.parley.trace.HeadSize;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The words of a protocol's trace properties; where one is not set, of {@code mail.trace} and so on. */
final class TraceProperties {
    private static final int RING = 64;

    private final MailProperties own;
    private final MailProperties general;

    TraceProperties(MailProperties own) {
        this.own = own;
        this.general = own.general();
    }

    /** Whether somebody said on or off. */
    boolean isSwitched() {
        return at("trace").isSet("trace");
    }

    /** @param debug whether there is text where nobody said on or off */
    Set<Face> faces(boolean debug) {
        Set<Face> faces = EnumSet.noneOf(Face.class);
        for (String word : word("trace", debug ? "text" : "off").split("[\\s,]+")) {
            switch (word) {
                case "off", "false", "" -> {}
                case "true" -> faces.add(Face.TEXT);
                default -> faces.add(face(word));
            }
        }
        return faces;
    }

    Optional<TraceFile> file(Set<Face> faces) {
        boolean several = faces.stream().filter(Face::isWritten).count() > 1;
        MailProperties set = at("trace.file");
        return set.word("trace.file").map(pattern -> TraceFile.of(set.name("trace.file"), pattern, several));
    }

    Optional<GivenSinks> sinks() {
        return GivenSinks.of(at("trace.sink"), "trace.sink");
    }

    Discretion discretion() {
        return new Discretion(
                at("trace.addresses").constant("trace.addresses", AddressMask.SHOW),
                general.flag("debug.auth.username", true),
                body());
    }

    Detail detail() {
        return new Detail(explain(), wholeTls());
    }

    Optional<String> logger() {
        return at("trace.logger").word("trace.logger");
    }

    int ring() {
        return Math.max(0, at("trace.ring").number("trace.ring").orElse(RING));
    }

    private Face face(String word) {
        return Arrays.stream(Face.values())
                .filter(face -> face.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> none("trace", word, "text, json, html, log, jfr, true, off, false"));
    }

    private Explaining explain() {
        String word = word("trace.explain", "errors");
        return switch (word) {
            case "off", "false" -> Explaining.OFF;
            case "errors", "true" -> Explaining.ERRORS;
            case "all" -> Explaining.ALL;
            default -> throw none("trace.explain", word, "errors, all, off");
        };
    }

    private boolean wholeTls() {
        String word = word("trace.tls", "brief");
        return switch (word) {
            case "brief" -> false;
            case "full" -> true;
            default -> throw none("trace.tls", word, "brief, full");
        };
    }

    private HeadSize body() {
        String word = word("trace.body", "none");
        return switch (word) {
            case "none" -> HeadSize.NONE;
            case "headers" -> HeadSize.HEADERS;
            case "full" -> HeadSize.FULL;
            default -> {
                if (!word.matches("\\d{1,9}")) {
                    throw none("trace.body", word, "none, headers, full, or a number of octets");
                }
                yield new HeadSize(Integer.parseInt(word), false);
            }
        };
    }

    private IllegalArgumentException none(String suffix, String word, String words) {
        return new IllegalArgumentException(at(suffix).name(suffix) + "=" + word + " is none of " + words);
    }

    private String word(String suffix, String unset) {
        return at(suffix).word(suffix).orElse(unset).toLowerCase(Locale.ROOT);
    }

    private MailProperties at(String suffix) {
        return own.isSet(suffix) || !general.isSet(suffix) ? own : general;
    }
}
