package dev.parley.registration.nativeimage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The file {@code reachability-metadata.json} of a module, and the two files that GraalVM for JDK 17, and the first releases
 * for JDK 21, read instead of it.
 */
final class Metadata {
    static final String FILE = "reachability-metadata.json";
    static final String OLDER_REFLECTION = "reflect-config.json";
    static final String OLDER_RESOURCES = "resource-config.json";

    private final Path folder;
    private final List<Type> types = new ArrayList<>();
    private final List<String> files = new ArrayList<>();

    /**
     * An entry for a class.
     *
     * @param condition the class whose use makes the entry apply; empty: none
     * @param members as {@code <init>(java.lang.String,int)}
     */
    private record Type(String condition, String name, List<String> members) {}

    private Metadata(Path folder) {
        this.folder = folder;
    }

    /** @param module the folder of the module, for example {@code sieve-store} */
    static Metadata of(String module) throws IOException {
        Metadata metadata = new Metadata(
                Path.of("..", module, "src/main/resources/META-INF/native-image/dev.parley", "parley-" + module));
        metadata.read(metadata.text(FILE));
        return metadata;
    }

    String text(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    /** The name of an entry of the jar. */
    String inJar(String file) {
        return "META-INF/native-image/dev.parley/" + folder.getFileName() + "/" + file;
    }

    /** @param caller the class that looks it up; empty: a class outside Parley */
    boolean covers(Lookup lookup, String caller) {
        if (lookup.isFile()) {
            return files.contains(lookup.name());
        }
        return types.stream()
                .anyMatch(type -> type.name.equals(lookup.type())
                        && (type.condition.isEmpty() || type.condition.equals(caller))
                        && (lookup.member().isEmpty() || type.members.contains(lookup.member())));
    }

    /** What the file has entries for: each member, each class without members, and each file. */
    List<Lookup> entries() {
        List<Lookup> entries = new ArrayList<>();
        for (Type type : types) {
            if (type.members.isEmpty()) {
                entries.add(new Lookup("class", type.name));
            }
            for (String member : type.members) {
                entries.add(
                        member.startsWith("<init>")
                                ? new Lookup("constructor", type.name + member.substring("<init>".length()))
                                : new Lookup("method", type.name + "." + member));
            }
        }
        files.forEach(file -> entries.add(new Lookup("file", file)));
        return entries;
    }

    /** The text of {@code reflect-config.json} with the same entries. */
    String olderReflection() {
        return types.stream().map(Metadata::older).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static String older(Type type) {
        StringBuilder text = new StringBuilder("  {");
        if (!type.condition.isEmpty()) {
            text.append("\"condition\": {\"typeReachable\": \"")
                    .append(type.condition)
                    .append("\"}, ");
        }
        text.append("\"name\": \"").append(type.name).append('"');
        if (!type.members.isEmpty()) {
            text.append(type.members.stream()
                    .map(Metadata::older)
                    .collect(Collectors.joining(", ", ", \"methods\": [", "]")));
        }
        return text.append('}').toString();
    }

    private static String older(String member) {
        int open = member.indexOf('(');
        String parameters = member.substring(open + 1, member.length() - 1);
        String quoted = parameters.isEmpty() ? "" : '"' + parameters.replace(",", "\", \"") + '"';
        return "{\"name\": \"" + member.substring(0, open) + "\", \"parameterTypes\": [" + quoted + "]}";
    }

    /** The text of {@code resource-config.json} with the same entries. */
    String olderResources() {
        return files.stream()
                .map(file -> "      {\"pattern\": \"\\\\Q" + file + "\\\\E\"}")
                .collect(
                        Collectors.joining(",\n", "{\n  \"resources\": {\n    \"includes\": [\n", "\n    ]\n  }\n}\n"));
    }

    private void read(String json) throws IOException {
        Map<?, ?> root;
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            root = (Map<?, ?>) value(parser);
        }
        for (Object entry : (List<?>) root.get("reflection")) {
            Map<?, ?> type = (Map<?, ?>) entry;
            List<String> members = new ArrayList<>();
            if (type.get("methods") instanceof List<?> methods) {
                for (Object method : methods) {
                    members.add(member((Map<?, ?>) method));
                }
            }
            String condition =
                    type.get("condition") instanceof Map<?, ?> given ? (String) given.get("typeReached") : "";
            types.add(new Type(condition, (String) type.get("type"), members));
        }
        for (Object entry : (List<?>) root.get("resources")) {
            String glob = (String) ((Map<?, ?>) entry).get("glob");
            if (glob.contains("*")) {
                throw new IOException("a pattern, where this test requires the name of a file: " + glob);
            }
            files.add(glob);
        }
    }

    private static String member(Map<?, ?> method) {
        return method.get("name")
                + ((List<?>) method.get("parameterTypes"))
                        .stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
    }

    /** A Map, a List, or the text of a scalar. The parser is at its first token. */
    private static Object value(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> object = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                object.put(name, value(parser));
            }
            return object;
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> array = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(value(parser));
            }
            return array;
        }
        return parser.getText();
    }
}
