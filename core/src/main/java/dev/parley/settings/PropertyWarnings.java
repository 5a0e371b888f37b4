package dev.parley.settings;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Finds properties that an application has set and that its protocol does not read: those of a related protocol, and
 * names that differ from a documented one by one typing mistake. The search runs when a trace or its trail is read.
 *
 * @param protocol of the connection
 */
public record PropertyWarnings(String protocol, MailProperties properties) implements Supplier<Map<String, String>> {
    private static final Map<String, List<String>> SIBLINGS = Map.of(
            "smtp", List.of("smtps", "lmtp"),
            "smtps", List.of("smtp", "lmtp"),
            "lmtp", List.of("smtp", "smtps"),
            "sieve", List.of("sieves"),
            "sieves", List.of("sieve"));

    /** Jakarta Mail itself reads it. */
    private static final String CLASS = "class";

    /** @return the texts of the warnings, each by the whole name of the property that is set */
    @Override
    public Map<String, String> get() {
        Map<String, Object> set = new TreeMap<>(properties.all());
        Map<String, String> warnings = new LinkedHashMap<>();
        for (String sibling : SIBLINGS.getOrDefault(protocol, List.of())) {
            addSibling(sibling, set.keySet(), warnings);
        }
        String prefix = "mail." + protocol + ".";
        for (String name : set.keySet()) {
            if (name.startsWith(prefix) && !isKnown(name.substring(prefix.length()))) {
                for (String known : Documented.names()) {
                    if (isOneMistakeFrom(known, name.substring(prefix.length()))) {
                        warnings.put(name, "there is no property " + name + "; did you mean " + prefix + known + "?");
                        break;
                    }
                }
            }
        }
        return warnings;
    }

    private void addSibling(String sibling, Collection<String> set, Map<String, String> warnings) {
        String prefix = "mail." + sibling + ".";
        Set<String> unread = new TreeSet<>();
        for (String name : set) {
            String suffix = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
            if (isKnown(suffix) && !suffix.equals(CLASS) && !properties.isSet(suffix)) {
                unread.add(name);
            }
        }
        if (!unread.isEmpty()) {
            String first = unread.iterator().next();
            String more = unread.size() == 1 ? "" : " and " + (unread.size() - 1) + " more of " + prefix + "*";
            warnings.put(
                    first,
                    first + more + " is set, but the protocol is " + protocol + ", which reads "
                            + properties.name(first.substring(prefix.length())));
        }
    }

    private static boolean isKnown(String suffix) {
        return suffix.equals(CLASS) || Documented.names().contains(suffix);
    }

    /**
     * Whether a letter was added, left out, replaced or swapped with the next one (the distance of Damerau and
     * Levenshtein is 1). Any difference in case is one mistake.
     */
    static boolean isOneMistakeFrom(String known, String typed) {
        if (known.equals(typed)) {
            return false;
        }
        int begin = 0;
        while (begin < Math.min(known.length(), typed.length()) && known.charAt(begin) == typed.charAt(begin)) {
            begin++;
        }
        int end = 0;
        while (end < Math.min(known.length(), typed.length()) - begin
                && known.charAt(known.length() - 1 - end) == typed.charAt(typed.length() - 1 - end)) {
            end++;
        }
        String knownRest = known.substring(begin, known.length() - end);
        String typedRest = typed.substring(begin, typed.length() - end);
        boolean swapped = knownRest.length() == 2
                && typedRest.length() == 2
                && knownRest.charAt(0) == typedRest.charAt(1)
                && knownRest.charAt(1) == typedRest.charAt(0);
        return knownRest.length() <= 1 && typedRest.length() <= 1 || swapped || known.equalsIgnoreCase(typed);
    }
}
