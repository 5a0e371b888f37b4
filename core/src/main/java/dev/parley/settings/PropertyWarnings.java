package dev.parley.settings;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Properties that an application has set and that its protocol does not read: those of a sibling protocol, and names
 * that are one typing mistake away from a documented one. The search runs when a trace or its trail is read.
 */
public final class PropertyWarnings {
    private static final Map<String, List<String>> SIBLINGS = Map.of(
            "smtp", List.of("smtps", "lmtp"),
            "smtps", List.of("smtp", "lmtp"),
            "lmtp", List.of("smtp", "smtps"),
            "sieve", List.of("sieves"),
            "sieves", List.of("sieve"));

    /** Jakarta Mail itself reads it. */
    private static final String CLASS = "class";

    private PropertyWarnings() {}

    /**
     * @param protocol whose properties these are
     * @return the texts of the warnings, each by the whole name of the property that is set
     */
    public static Map<String, String> of(String protocol, MailProperties properties) {
        Map<String, Object> set = new TreeMap<>(properties.all());
        Map<String, String> warnings = new LinkedHashMap<>();
        for (String sibling : SIBLINGS.getOrDefault(protocol, List.of())) {
            ofSibling(sibling, protocol, properties, set.keySet(), warnings);
        }
        String prefix = "mail." + protocol + ".";
        for (String name : set.keySet()) {
            if (name.startsWith(prefix) && !isKnown(name.substring(prefix.length()))) {
                Documented.names().stream()
                        .filter(known -> isOneMistakeFrom(known, name.substring(prefix.length())))
                        .findFirst()
                        .ifPresent(known ->
                                warnings.put(name, "no property has the name " + name + "; see " + prefix + known));
            }
        }
        return warnings;
    }

    private static void ofSibling(
            String sibling,
            String protocol,
            MailProperties properties,
            Collection<String> set,
            Map<String, String> warnings) {
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

    /** One letter too many, missing, another, or two in the wrong order (Damerau and Levenshtein); any case is one. */
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
