package dev.parley.cli.probe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The failure of a dialog, with its explanation if there is one. */
record Failure(String what, Optional<String> meaning, Optional<String> fix) {
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

    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("what", what);
        facts.put("meaning", meaning);
        facts.put("fix", fix);
        return facts;
    }
}
