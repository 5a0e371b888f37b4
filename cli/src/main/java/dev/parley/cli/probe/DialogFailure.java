package dev.parley.cli.probe;

import dev.parley.cli.shared.JsonObject;
import dev.parley.cli.shared.OptionNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The failure of a dialog, with its explanation if there is one. */
record DialogFailure(String what, Optional<String> meaning, Optional<String> fix) {
    /** The same with the options of the command instead of properties. */
    static DialogFailure of(String what, Optional<String> meaning, Optional<String> fix) {
        return new DialogFailure(
                OptionNames.PROBE.in(what), meaning.map(OptionNames.PROBE::in), fix.map(OptionNames.PROBE::in));
    }

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
