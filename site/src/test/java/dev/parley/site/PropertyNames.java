package dev.parley.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** The properties that exist: those in docs/properties.md, and those that the modules of Spring Boot document. */
final class PropertyNames {
    private static final Pattern OF_PAGE = Pattern.compile("`(mail\\.[a-z0-9.*-]+)`");
    private static final Pattern OF_SPRING = Pattern.compile("\"name\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern MAP_OF_SPRING =
            Pattern.compile("\"name\"\\s*:\\s*\"([^\"]+)\",\\s*\"type\"\\s*:\\s*\"java\\.util\\.Map<");
    private static final String OF_MAIL = "spring.mail.properties.";
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    private final Set<String> names = new HashSet<>();
    /** The beginnings of names whose rest is chosen by the application. */
    private final Set<String> maps = new HashSet<>();

    PropertyNames() throws IOException {
        addAll(OF_PAGE, Files.readString(MarkdownPage.ROOT.resolve("docs/properties.md")));
        for (URL url : Collections.list(getClass().getClassLoader().getResources(METADATA))) {
            try (InputStream file = url.openStream()) {
                String metadata = new String(file.readAllBytes(), StandardCharsets.UTF_8);
                addAll(OF_SPRING, metadata);
                MAP_OF_SPRING.matcher(metadata).results().forEach(map -> maps.add(map.group(1) + "."));
            }
        }
    }

    private void addAll(Pattern pattern, String text) {
        Matcher name = pattern.matcher(text);
        while (name.find()) {
            names.add(name.group(1));
        }
    }

    private boolean exists(String name) {
        if (name.startsWith(OF_MAIL + "mail.")) {
            return exists(name.substring(OF_MAIL.length()));
        }
        return names.contains(name)
                || names.contains(name.replaceFirst("^mail\\.(smtps|lmtp|parleys?)\\.", "mail.smtp."))
                || names.contains(name.replaceFirst("^mail\\.sieves\\.", "mail.sieve."))
                || maps.stream().anyMatch(name::startsWith);
    }

    /** The properties of a block that do not exist. */
    List<String> errors(CodeBlock block) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(block.code()));
        return errors(block, properties.stringPropertyNames());
    }

    /** The properties in a YAML file of Spring Boot that do not exist, or the error of the YAML. */
    List<String> yamlErrors(CodeBlock block) {
        Set<String> used = new TreeSet<>();
        try {
            for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(block.code())) {
                flatten("", document, used);
            }
        } catch (MarkedYAMLException e) {
            return List.of(block.at(e.getProblemMark().getLine()) + ": " + e.getProblem());
        }
        return errors(block, used);
    }

    private static void flatten(String name, Object value, Set<String> used) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> flatten(name.isEmpty() ? key.toString() : name + "." + key, inner, used));
        } else {
            used.add(name);
        }
    }

    private List<String> errors(CodeBlock block, Set<String> used) {
        List<String> errors = new ArrayList<>();
        for (String name : new TreeSet<>(used)) {
            if (!exists(name)) {
                errors.add(block.at(0) + ": no property " + name);
            }
        }
        return errors;
    }
}
