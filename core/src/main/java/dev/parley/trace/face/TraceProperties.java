package dev.parley.trace.face;

import dev.parley.observation.OperationObserver;
import dev.parley.observation.call.GuardedObserver;
import dev.parley.settings.MailProperties;
import dev.parley.trace.AddressMask;
import dev.parley.trace.Detail;
import dev.parley.trace.Detail.Explaining;
import dev.parley.trace.PrivacySettings;
import dev.parley.trace.PrivacySettings.HeadSize;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the trace properties of a protocol, and {@code mail.trace} etc. for those that are not set. */
final class TraceProperties {
    private static final int DEFAULT_RING = 64;

    private final MailProperties own;
    private final MailProperties general;
    private final List<String> invalid;

    /** @param invalid receives a text for each invalid property */
    TraceProperties(MailProperties own, List<String> invalid) {
        this.own = own;
        this.invalid = invalid;
        this.general = own.general();
    }

    /** Whether the trace is explicitly on or off. */
    boolean isSwitched() {
        return at("trace").isSet("trace");
    }

    /** @param debug whether text is the default */
    Set<Face> faces(boolean debug) {
        Set<Face> faces = EnumSet.noneOf(Face.class);
        for (String word : MailProperties.split(word("trace", debug ? "text" : "off"))) {
            switch (word) {
                case "off", "false" -> {}
                case "true" -> faces.add(Face.TEXT);
                default -> addFace(word, faces);
            }
        }
        return faces;
    }

    /**
     * Null where none is set.
     *
     * @param faces those that need a file are removed where the file cannot be used
     */
    TraceFile file(Set<Face> faces) {
        MailProperties set = at("trace.file");
        String pattern = set.word("trace.file").orElse("");
        if (pattern.isEmpty()) {
            return null;
        }
        try {
            boolean several = faces.stream().filter(Face::isWritten).count() > 1;
            return TraceFile.of(set.name("trace.file"), pattern, several);
        } catch (IllegalArgumentException e) {
            invalid.add(e.getMessage());
            faces.removeIf(Face::isWritten);
            return null;
        }
    }

    /** Null where none is set. */
    CustomSinks sinks() {
        MailProperties set = at("trace.sink");
        if (!set.isSet("trace.sink")) {
            return null;
        }
        try {
            return CustomSinks.of(set, "trace.sink");
        } catch (IllegalArgumentException e) {
            invalid.add(e.getMessage());
            return null;
        } catch (LinkageError e) {
            invalid.add(set.name("trace.sink") + " cannot be used: " + e);
            return null;
        }
    }

    /** Null where none is set. */
    GuardedObserver observer() {
        MailProperties set = at("observer");
        if (!set.isSet("observer")) {
            return null;
        }
        try {
            return new GuardedObserver(
                    set.object("observer", OperationObserver.class).orElseThrow());
        } catch (IllegalArgumentException e) {
            invalid.add(e.getMessage());
            return null;
        }
    }

    PrivacySettings privacy() {
        return new PrivacySettings(addresses(), general.flag("debug.auth.username", true), body());
    }

    /** An invalid value hides more, not less. */
    private AddressMask addresses() {
        try {
            return at("trace.addresses").constant("trace.addresses", AddressMask.SHOW);
        } catch (IllegalArgumentException e) {
            invalid.add(e.getMessage());
            return AddressMask.DOMAIN;
        }
    }

    Detail detail() {
        return new Detail(explain(), wholeTls());
    }

    /** Null for the logger of the protocol. */
    String logger() {
        return at("trace.logger").word("trace.logger").orElse(null);
    }

    int ring() {
        MailProperties set = at("trace.ring");
        OptionalInt number = set.number("trace.ring");
        if (set.isSet("trace.ring") && number.orElse(-1) < 0) {
            addInvalid("trace.ring", set.text("trace.ring").orElse(number.toString()), "the numbers from 0");
            return DEFAULT_RING;
        }
        return number.orElse(DEFAULT_RING);
    }

    private void addFace(String word, Set<Face> faces) {
        for (Face face : Face.values()) {
            if (face.name().equalsIgnoreCase(word)) {
                faces.add(face);
                return;
            }
        }
        addInvalid("trace", word, "text, json, html, log, jfr, true, off, false");
    }

    private Explaining explain() {
        String word = word("trace.explain", "errors");
        return switch (word) {
            case "off", "false" -> Explaining.OFF;
            case "errors", "true" -> Explaining.ERRORS;
            case "all" -> Explaining.ALL;
            default -> {
                addInvalid("trace.explain", word, "errors, all, off");
                yield Explaining.ERRORS;
            }
        };
    }

    /** Whether the output text has the compact style. */
    boolean compactText() {
        String word = word("trace.style", "full");
        return switch (word) {
            case "full" -> false;
            case "compact" -> true;
            default -> {
                addInvalid("trace.style", word, "full, compact");
                yield false;
            }
        };
    }

    private boolean wholeTls() {
        String word = word("trace.tls", "brief");
        return switch (word) {
            case "brief" -> false;
            case "full" -> true;
            default -> {
                addInvalid("trace.tls", word, "brief, full");
                yield false;
            }
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
                    addInvalid("trace.body", word, "none, headers, full, or a number of octets");
                    yield HeadSize.NONE;
                }
                yield new HeadSize(Integer.parseInt(word), false);
            }
        };
    }

    private void addInvalid(String suffix, String word, String words) {
        invalid.add(at(suffix).name(suffix) + "=" + word + " is not one of " + words);
    }

    private String word(String suffix, String unset) {
        return at(suffix).word(suffix).orElse(unset).toLowerCase(Locale.ROOT);
    }

    private MailProperties at(String suffix) {
        return own.isSet(suffix) || !general.isSet(suffix) ? own : general;
    }
}
