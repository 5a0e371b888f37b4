package dev.parley;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The properties that the Javadoc of some modules documents: those of a protocol by the name after
 * {@code mail.<protocol>.}, those of all protocols by their whole name.
 *
 * <p>An entry is {@code {@code mail.<protocol>.name} (type; default): meaning}, or begins with {@code mail.name}, and reaches to the next entry or the end
 * of its block tag. Type and default have neither a semicolon nor a closing parenthesis.
 */
final class PropertyTable {
    private static final Pattern COMMENT = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern TAG = Pattern.compile(" (?=@(?:param|throws|return|see) )|<p>");
    private static final String NAME =
            "\\{@code (?:mail\\.<protocol>\\.([\\w.-]+)|((?:parley\\.)?mail\\.[\\w.-]+))} \\(";
    private static final Pattern ENTRY =
            Pattern.compile(NAME + "([^;)]*)(?:; ([^)]*))?\\): (.*?)(?=;? " + NAME + "|\\.?\\s*$)");
    private static final Pattern INLINE = Pattern.compile("\\{@(?:code|link) ([^}]*)}");

    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, Entry> general = new TreeMap<>();

    /** One property. */
    record Entry(String type, Optional<String> unset, String meaning) {
        String kind() {
            return switch (type) {
                case "secret" -> "secret";
                case "user name" -> "user";
                case "URL" -> "url";
                default -> "value";
            };
        }
    }

    /** @param modules folders that hold {@code src/main/java} */
    static PropertyTable of(Path... modules) throws IOException {
        PropertyTable table = new PropertyTable();
        for (Path module : modules) {
            try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    table.read(Files.readString(file));
                }
            }
        }
        return table;
    }

    Set<String> names() {
        return entries.keySet();
    }

    /** By the name after {@code mail.<protocol>.}. */
    Map<String, Entry> entries() {
        return entries;
    }

    /** The properties of all protocols, by their whole names. */
    Map<String, Entry> generalEntries() {
        return general();
    }

    /** For each name whether it holds a {@code secret}, the name of a {@code user}, or a {@code value} to be shown. */
    Map<String, String> kinds() {
        Map<String, String> kinds = new TreeMap<>();
        entries.forEach((name, entry) -> kinds.put(name, entry.kind()));
        return kinds;
    }

    /** The whole names of the properties of all protocols; each one of the trace and the observer is among them. */
    Set<String> generalNames() {
        return general().keySet();
    }

    /** As a heading and a Markdown table for each group that has properties. */
    String markdown(String protocol, String title) {
        StringBuilder sections = new StringBuilder();
        for (PropertyGroup group : PropertyGroup.values()) {
            Map<String, Entry> whole = new LinkedHashMap<>();
            for (String listed : group.names()) {
                entries.forEach((name, entry) -> {
                    if (PropertyGroup.covers(listed, name)) {
                        whole.put("mail." + protocol + "." + name, entry);
                    }
                });
            }
            if (!whole.isEmpty()) {
                sections.append("### %s: %s\n\n%s\n".formatted(title, group.title(), rows(whole)));
            }
        }
        return sections.toString().stripTrailing() + "\n";
    }

    /** The properties of all protocols as a Markdown table. */
    String generalMarkdown() {
        return rows(general());
    }

    private static String rows(Map<String, Entry> entries) {
        StringBuilder rows =
                new StringBuilder("| property | type or values | default | meaning |\n|---|---|---|---|\n");
        entries.forEach((name, entry) -> rows.append("| `%s` | %s | %s | %s |\n"
                .formatted(name, entry.type(), entry.unset().orElse("none"), entry.meaning())));
        return rows.toString();
    }

    private Map<String, Entry> general() {
        Map<String, Entry> all = new TreeMap<>(general);
        entries.forEach((name, entry) -> {
            if (PropertyGroup.TRACE.has(name)) {
                all.put("mail." + name, new Entry(entry.type(), entry.unset(), defaultOf(name)));
            }
        });
        return all;
    }

    private static String defaultOf(String name) {
        return "Replaces the default of `mail.<protocol>." + name + "`";
    }

    private void read(String source) {
        Matcher comments = COMMENT.matcher(source);
        while (comments.find()) {
            String text = comments.group(1).replaceAll("\\s*\\n[ \\t]*\\*?[ \\t]*", " ");
            TAG.splitAsStream(text).forEach(this::readBlock);
        }
    }

    private void readBlock(String block) {
        Matcher found = ENTRY.matcher(block);
        while (found.find()) {
            if (found.group(4) != null && found.group(4).contains(";")) {
                throw new IllegalStateException(
                        found.group() + " has more than one semicolon in its parentheses: (type; default)");
            }
            String meaning = shown(found.group(5));
            Entry entry = new Entry(
                    shown(found.group(3)),
                    Optional.ofNullable(found.group(4)).map(PropertyTable::shown),
                    meaning.substring(0, 1).toUpperCase() + meaning.substring(1));
            String name = found.group(1);
            Entry before = name == null ? general.put(found.group(2), entry) : entries.put(name, entry);
            if (before != null) {
                throw new IllegalStateException(found.group() + " is documented twice");
            }
        }
    }

    private static String shown(String javadoc) {
        return INLINE.matcher(javadoc.strip()).replaceAll("`$1`").replace("|", "\\|");
    }
}
