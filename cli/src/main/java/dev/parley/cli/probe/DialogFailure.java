package dev.parley.cli.probe;

import dev.parley.cli.shared.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The failure of a dialog, with its explanation if there is one. */
record DialogFailure(String what, Optional<String> meaning, Optional<String> fix) {
    /** The explanation, or the failure itself. */
    String why() {
        return meaning.orElse(what);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(what));
        meaning.ifPresent(lines::add);
        fix.ifPresent(text -> lines.add("fix: " + text));
        return lines;
    }

    JsonObject json() {
        return new JsonObject().put("what", what).put("meaning", meaning).put("fix", fix);
    }
}
