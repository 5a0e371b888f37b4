package dev.parley.registration;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jars as they were built: whatever names a class of ours names the same ones. */
class JarIT {
    private static final String SERVICES = "META-INF/services/jakarta.mail.Provider";
    private static final ModuleFinder MODULES =
            ModuleFinder.of(Path.of("target", "ours"), Path.of("target", "integrations"));

    @Test
    void applicationsSeeTheApisOfEachModule() {
        assertEquals(
                Map.of(
                        "dev.parley.core", Set.of("dev.parley.login", "dev.parley.observation", "dev.parley.trace"),
                        "dev.parley.replay",
                                Set.of("dev.parley.replay", "dev.parley.replay.sieve", "dev.parley.replay.smtp"),
                        "dev.parley.smtp", Set.of("dev.parley.smtp"),
                        "dev.parley.sieve", Set.of("dev.parley.sieve"),
                        "dev.parley.micrometer", Set.of("dev.parley.micrometer"),
                        "dev.parley.junit", Set.of("dev.parley.junit"),
                        "dev.parley.spring", Set.of()),
                exports());
    }

    @Test
    void thePageListsTheExportedPackages() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "registration.md"));
        Map<String, Set<String>> listed = new HashMap<>();
        Pattern.compile("\\| `parley-[a-z-]+` \\| `([a-z.]+)` \\| (.*) \\|")
                .matcher(page)
                .results()
                .forEach(row -> listed.put(row.group(1), found("`([a-z.]+)`", row.group(2))));
        assertEquals(exports(), listed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.parley.smtp", "dev.parley.sieve"})
    void moduleAndBundleProvideTheServices(String module) throws Exception {
        try (JarFile jar = jar(module)) {
            Set<String> services = Set.copyOf(lines(jar, SERVICES));
            assertEquals(
                    services,
                    MODULES.find(module).orElseThrow().descriptor().provides().stream()
                            .flatMap(provided -> provided.providers().stream())
                            .collect(toSet()));
            String capabilities = jar.getManifest().getMainAttributes().getValue("Provide-Capability");
            assertEquals(
                    services,
                    found("osgi.serviceloader=\"jakarta.mail.Provider\";register:=\"([^\"]*)\"", capabilities));
            assertEquals(module, jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"));
        }
    }

    /** Without parley-provider, an application observes a store. */
    @Test
    void theBundleForMicrometerRequiresNoProvider() throws Exception {
        try (JarFile jar = jar("dev.parley.micrometer")) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals("dev.parley.micrometer", manifest.getValue("Bundle-SymbolicName"));
            assertEquals(
                    Set.of("dev.parley.micrometer"),
                    found("(?:^|,)(dev\\.parley[a-z.]*);version", manifest.getValue("Export-Package")));
            String imports = manifest.getValue("Import-Package");
            assertTrue(
                    Pattern.compile("dev\\.parley\\.smtp;[^,]*,[^,]*;resolution:=optional")
                            .matcher(imports)
                            .find(),
                    imports);
            assertTrue(imports.contains("io.micrometer.observation;version=\"[1.15,2)\""), imports);
        }
        assertTrue(MODULES.find("dev.parley.micrometer").orElseThrow().descriptor().requires().stream()
                .anyMatch(each -> each.name().equals("dev.parley.smtp")
                        && each.modifiers().contains(Modifier.STATIC)));
    }

    /** OSGi takes the classes of these libraries from the bundle, a class path from their own jars: both are the same. */
    @ParameterizedTest
    @ValueSource(strings = {"scram-client", "scram-common", "saslprep", "stringprep"})
    void theBundleHasTheLibrariesOfTheClassPath(String library) throws Exception {
        Path own;
        try (Stream<Path> jars = Files.list(Path.of("target", "ours"))) {
            own = jars.filter(jar -> jar.getFileName().toString().matches(library + "-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        String nested = "META-INF/lib/" + library + ".jar";
        try (JarFile jar = jar("dev.parley.core")) {
            String classPath = jar.getManifest().getMainAttributes().getValue("Bundle-ClassPath");
            assertTrue(List.of(classPath.split(",")).contains(nested), classPath);
            assertArrayEquals(
                    Files.readAllBytes(own),
                    jar.getInputStream(jar.getEntry(nested)).readAllBytes());
        }
        try (JarFile jar = new JarFile(own.toFile())) {
            assertTrue(jar.getEntry("META-INF/LICENSE") != null, own::toString);
        }
    }

    /** Spring Boot finds the classes by these files. */
    @Test
    void theJarForSpringBootHasTheClassesThatItsFilesName() throws Exception {
        try (JarFile jar = jar("dev.parley.spring")) {
            List<String> classes = new ArrayList<>(
                    lines(jar, "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports"));
            assertEquals(4, classes.size(), classes::toString);
            lines(jar, "META-INF/spring.factories").forEach(line -> classes.add(line.substring(line.indexOf('=') + 1)));
            classes.removeIf(name -> jar.getEntry(name.replace('.', '/') + ".class") != null);
            assertEquals(List.of(), classes);
            String metadata = text(jar, "META-INF/spring-configuration-metadata.json");
            assertTrue(metadata.contains("\"spring.mail.properties.mail.smtp.starttls.required\""));
        }
    }

    private static Map<String, Set<String>> exports() {
        return MODULES.findAll().stream()
                .map(ModuleReference::descriptor)
                .filter(module -> module.name().startsWith("dev.parley."))
                .collect(toMap(ModuleDescriptor::name, JarIT::exportedToEverybody));
    }

    private static Set<String> exportedToEverybody(ModuleDescriptor module) {
        return module.exports().stream()
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(toSet());
    }

    private static JarFile jar(String module) throws IOException {
        return new JarFile(Path.of(MODULES.find(module).orElseThrow().location().orElseThrow())
                .toFile());
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(toSet());
    }

    private static List<String> lines(JarFile jar, String name) throws IOException {
        return text(jar, name)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String text(JarFile jar, String name) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
