package dev.parley;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The metadata of properties that development environments read from a jar for Spring Boot: name, type, default, description,
 * and the values to choose from. {@code spring.mail.properties} is a map of texts for Spring Boot; a development environment
 * proposes the names below it because they are properties here.
 */
final class SpringMetadata {
    private static final String MAP = "spring.mail.properties.";

    /** Spring Boot passes its own properties as arguments instead of these, which therefore have no effect. */
    private static final Set<String> OF_SPRING = Set.of("host", "port", "user");

    /** An object cannot be written in a file. */
    private static final Pattern OBJECT = Pattern.compile("(?:an? )?\\w+ object");

    private static final String LMTP_ALONE = "Only for lmtp";

    private static final Set<String> NUMBERS = Set.of("number", "milliseconds", "seconds", "octets");

    private final Map<String, Item> items = new LinkedHashMap<>();

    /** @param values to choose from; others are allowed, too, if {@code open} */
    private record Item(String type, String description, Optional<Object> unset, List<String> values, boolean open) {}

    /**
     * Adds the properties of the module for Spring Boot itself.
     *
     * @param entries by their whole names
     */
    void addOwn(Map<String, PropertyTable.Entry> entries) {
        new TreeMap<>(entries).forEach((name, entry) -> items.put(name, item(entry)));
    }

    /** Adds properties below {@code spring.mail.properties}, except those that a file cannot have. */
    void addBelowMap(String prefix, Map<String, PropertyTable.Entry> entries) {
        new TreeMap<>(entries).forEach((name, entry) -> {
            boolean canBeWritten = !OBJECT.matcher(entry.type()).matches();
            if (canBeWritten && !OF_SPRING.contains(name) && !entry.meaning().startsWith(LMTP_ALONE)) {
                items.put(MAP + prefix + name, item(entry));
            }
        });
    }

    private static Item item(PropertyTable.Entry entry) {
        String type = plain(entry.type());
        List<String> words = words(type);
        boolean flag = words.equals(List.of("true", "false"));
        boolean number = NUMBERS.contains(type) || type.startsWith("number from ");
        List<String> values = new ArrayList<>(words);
        boolean open = values.removeIf(word -> word.contains(" ") || word.contains("/")) || type.startsWith("list of ");
        String unset = plain(entry.unset().orElse("none"));
        Optional<Object> literal = literal(unset, flag, number, values);
        StringBuilder description = new StringBuilder(sentence(plain(entry.meaning())));
        if (!flag && !type.equals("text") && !type.equals("number") && words.isEmpty()) {
            description.append(" Value: ").append(sentence(type));
        }
        if (literal.isEmpty() && !unset.equals("none")) {
            description.append(" Default: ").append(sentence(unset));
        }
        String java = flag ? "Boolean" : number ? "Integer" : "String";
        return new Item("java.lang." + java, description.toString(), literal, flag ? List.of() : values, open);
    }

    /** The words of a type such as {@code basic, post}; empty for a description such as {@code host or IP address}. */
    private static List<String> words(String type) {
        List<String> words = Arrays.asList(type.replaceFirst("^list of ", "").split(", (?:or )?"));
        boolean areWords =
                words.size() > 1 && words.subList(0, words.size() - 1).stream().noneMatch(word -> word.contains(" "));
        return areWords ? words : List.of();
    }

    private static Optional<Object> literal(String unset, boolean flag, boolean number, List<String> values) {
        if (flag && (unset.equals("true") || unset.equals("false"))) {
            return Optional.of(Boolean.valueOf(unset));
        } else if (number && unset.matches("[0-9]+")) {
            return Optional.of(Integer.valueOf(unset));
        }
        return values.contains(unset) ? Optional.of(unset) : Optional.empty();
    }

    private static String plain(String markdown) {
        return markdown.replace("`", "").replace("\\|", "|");
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    /** The file, one line for each property. */
    String json() {
        List<String> properties = new ArrayList<>();
        List<String> hints = new ArrayList<>();
        items.forEach((name, item) -> {
            properties.add("    {\"name\": %s, \"type\": %s, \"description\": %s%s}"
                    .formatted(
                            quoted(name),
                            quoted(item.type),
                            quoted(item.description),
                            item.unset
                                    .map(value -> ", \"defaultValue\": "
                                            + (value instanceof String text ? quoted(text) : value))
                                    .orElse("")));
            if (!item.values.isEmpty()) {
                hints.add("    {\"name\": %s, \"values\": [%s]%s}"
                        .formatted(
                                quoted(name),
                                item.values.stream()
                                        .map(value -> "{\"value\": " + quoted(value) + "}")
                                        .collect(Collectors.joining(", ")),
                                item.open ? ", \"providers\": [{\"name\": \"any\"}]" : ""));
            }
        });
        return """
                {
                  "groups": [
                    {"name": "parley.mail", "description": "Parley, for all mail senders of the application."}
                  ],
                  "properties": [
                %s
                  ],
                  "hints": [
                %s
                  ]
                }
                """.formatted(String.join(",\n", properties), String.join(",\n", hints));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
