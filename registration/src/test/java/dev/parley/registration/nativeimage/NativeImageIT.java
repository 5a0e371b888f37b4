package dev.parley.registration.nativeimage;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Provider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The metadata for native-image is complete, and has no entry without a use: compared with the calls in the bytecode of the
 * jars, and with the registration files in them.
 */
class NativeImageIT {
    private static final Path JARS = Path.of("target", "ours");
    static final List<String> MODULES = List.of("core", "provider", "sieve-store");

    private static final Map<String, Metadata> METADATA = new TreeMap<>();
    private static ReviewedCalls reviewed;

    @BeforeAll
    static void read() throws IOException {
        for (String module : MODULES) {
            METADATA.put(module, Metadata.of(module));
        }
        reviewed = ReviewedCalls.read();
    }

    /** A new call needs a line in calls-by-name.txt, and an entry for what it finds. */
    @Test
    void eachCallThatFindsSomethingByNameIsReviewed() throws Exception {
        Set<String> found = new TreeSet<>();
        for (String module : MODULES) {
            found.addAll(CallScan.of(jar(module)));
        }
        Set<String> listed = reviewed.all().keySet();
        assertAll(
                () -> assertEquals("", lines(without(found, listed)), "calls that are not in calls-by-name.txt"),
                () -> assertEquals("", lines(without(listed, found)), "calls that no longer exist"));
    }

    private static Set<String> without(Set<String> all, Set<String> others) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(others);
        return rest;
    }

    @Test
    void theScanFindsCallsAndMethodReferences() throws Exception {
        String caller = Finder.class.getName() + ".";
        assertEquals(
                lines(List.of(caller + "<init> Class.getResource", caller + "find Class.forName")),
                lines(CallScan.of(Finder.class)));
    }

    private static final class Finder {
        final Function<String, Object> files = Finder.class::getResource;

        Class<?> find(String name) throws ClassNotFoundException {
            return Class.forName(name);
        }
    }

    @Test
    void whatParleyFindsIsInTheMetadata() throws Exception {
        List<String> missing = new ArrayList<>();
        for (String module : MODULES) {
            Set<String> calls = CallScan.of(jar(module));
            reviewed.all().forEach((call, lookups) -> {
                String caller = call.replaceFirst("\\.[^.]+ .*", "");
                for (Lookup lookup : lookups) {
                    if (calls.contains(call)
                            && isInMetadata(lookup)
                            && !METADATA.get(module).covers(lookup, caller)) {
                        missing.add(module + ": " + lookup + " for " + call);
                    }
                }
            });
        }
        assertEquals(List.of(), missing);
    }

    /** Also without native-image's own search of META-INF/services, which Quarkus switches off. */
    @Test
    void whatOthersFindInParleyIsInTheMetadata() throws Exception {
        List<String> missing = new ArrayList<>();
        for (String module : MODULES) {
            for (Lookup lookup : registered(module)) {
                if (!METADATA.get(module).covers(lookup, "")) {
                    missing.add(module + ": " + lookup);
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void noEntryIsWithoutUse() throws Exception {
        List<String> unused = new ArrayList<>();
        for (String module : MODULES) {
            Set<Lookup> used = registered(module);
            reviewed.all().values().forEach(used::addAll);
            for (Lookup entry : METADATA.get(module).entries()) {
                if (!used.contains(entry)) {
                    unused.add(module + ": " + entry);
                }
            }
        }
        assertEquals(List.of(), unused);
    }

    /** {@code -DargLine=-Dparley.accept=true} writes the older files anew. */
    @Test
    void theOlderFilesHaveTheSameEntries() throws Exception {
        for (Metadata metadata : METADATA.values()) {
            if (Boolean.getBoolean("parley.accept")) {
                metadata.write(Metadata.OLDER_REFLECTION, metadata.olderReflection());
                metadata.write(Metadata.OLDER_RESOURCES, metadata.olderResources());
            }
            assertEquals(metadata.olderReflection(), metadata.text(Metadata.OLDER_REFLECTION));
            assertEquals(metadata.olderResources(), metadata.text(Metadata.OLDER_RESOURCES));
        }
    }

    @Test
    void theJarsHaveTheFilesAndEachListedResource() throws Exception {
        for (String module : MODULES) {
            Metadata metadata = METADATA.get(module);
            try (JarFile jar = new JarFile(jar(module).toFile())) {
                for (String file : List.of(Metadata.FILE, Metadata.OLDER_REFLECTION, Metadata.OLDER_RESOURCES)) {
                    assertEquals(metadata.text(file), text(jar, metadata.inJar(file)));
                }
                for (Lookup entry : metadata.entries()) {
                    assertTrue(!entry.isFile() || jar.getEntry(entry.name()) != null, entry::toString);
                }
            }
        }
    }

    private static boolean isInMetadata(Lookup lookup) {
        return Set.of("class", "constructor", "method", "file").contains(lookup.kind());
    }

    /** What the registration files of a jar name, and these files. */
    private static Set<Lookup> registered(String module) throws Exception {
        Set<Lookup> registered = new LinkedHashSet<>();
        try (JarFile jar = new JarFile(jar(module).toFile())) {
            for (String file : jar.stream()
                    .map(Object::toString)
                    .filter(name -> name.matches("META-INF/(services/[^/]+|[^/]*(providers|mailcap))"))
                    .toList()) {
                registered.add(new Lookup("file", file));
                String text = text(jar, file);
                if (file.endsWith("mailcap")) {
                    found("x-java-content-handler=([^;\\s]*)", text)
                            .forEach(name -> registered.add(new Lookup("constructor", name + "()")));
                } else if (file.endsWith("jakarta.mail.Provider")) {
                    for (String name : found("(\\S+)", text)) {
                        Provider provider =
                                (Provider) Class.forName(name).getConstructor().newInstance();
                        registered.add(new Lookup("constructor", name + "()"));
                        registered.add(made(provider.getClassName()));
                    }
                } else {
                    found("class=([^;\\s]*)", text).forEach(name -> registered.add(made(name)));
                }
            }
        }
        return registered;
    }

    private static Lookup made(String className) {
        return new Lookup("constructor", className + "(jakarta.mail.Session,jakarta.mail.URLName)");
    }

    private static Path jar(String module) throws IOException {
        try (Stream<Path> jars = Files.list(JARS)) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("parley-" + module + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String lines(Collection<String> lines) {
        return String.join("\n", new TreeSet<>(lines));
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(toCollection(TreeSet::new));
    }

    private static String text(JarFile jar, String name) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
