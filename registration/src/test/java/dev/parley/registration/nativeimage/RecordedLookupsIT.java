package dev.parley.registration.nativeimage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records the names that Parley, Jakarta Mail, Angus Mail and the other libraries look up while {@link MailSession} sends
 * messages and manages scripts, as the tracing agent of native-image does. The metadata in the jars must cover them.
 */
@Timeout(60)
class RecordedLookupsIT {
    private static final Pattern RECORD = Pattern.compile("(\\S+) looks up (\\S+) (.*)");

    /** The method of Class that looks up these; other kinds always need an entry. */
    private static final Map<String, String> UNLISTED = Map.of("file", "getResource", "members", "getDeclaredMethods");

    private static List<Record> records;

    private record Record(String caller, Lookup lookup) {
        boolean isOfParley() {
            return caller.startsWith("dev.parley.");
        }
    }

    @BeforeAll
    static void record(@TempDir Path folder) throws Exception {
        List<String> output = ForkedSession.run(
                folder,
                List.of("-Dorg.graalvm.nativeimage.imagecode=runtime", "-javaagent:" + agent(folder)),
                List.of());
        assertEquals(List.of(), ForkedSession.failures(output));
        records = output.stream()
                .map(RECORD::matcher)
                .filter(Matcher::matches)
                .map(found -> new Record(found.group(1), new Lookup(found.group(2), found.group(3))))
                .toList();
    }

    @Test
    void theSessionUsesEachPartOfParley() {
        for (String found : List.of(
                "dev.parley.smtp.SmtpTransport",
                "dev.parley.smtp.LmtpTransport",
                "dev.parley.sieve.SieveStore",
                "dev.parley.sieve.ScriptContentHandler",
                "org.eclipse.angus.mail.handlers.multipart_mixed")) {
            assertTrue(
                    records.stream()
                            .anyMatch(record -> record.lookup.kind().equals("constructor")
                                    && record.lookup.type().equals(found)),
                    found);
        }
    }

    @Test
    void parleysMetadataCoversParley() throws Exception {
        Map<String, Metadata> metadata = new TreeMap<>();
        for (String module : NativeImageIT.MODULES) {
            metadata.put(module, Metadata.of(module));
        }
        ReviewedCalls reviewed = ReviewedCalls.read();
        List<Record> missing = new ArrayList<>();
        for (Record record : records) {
            Lookup lookup = record.lookup;
            if ((record.isOfParley() || isInParley(lookup))
                    && !lookup.kind().equals("absent")
                    && metadata.values().stream().noneMatch(each -> each.covers(lookup, record.caller))
                    && !reviewed.needsNoEntry(record.caller, UNLISTED.getOrDefault(lookup.kind(), "-"))) {
                missing.add(record);
            }
        }
        assertEquals(List.of(), missing);
    }

    /** Angus's jars bring it: files with patterns, and two features that register handlers and the classes of providers. */
    @Test
    void angussMetadataCoversJakartaMail() throws Exception {
        Set<String> files = new HashSet<>();
        Set<String> handlers = new HashSet<>();
        Set<String> features = new HashSet<>();
        for (Path jar : List.of(
                ForkedSession.jar("activation", "angus-activation-"),
                ForkedSession.jar("versions", "angus-mail-2.0.5"))) {
            files.addAll(found(jar, ".*/resource-config.json", "\\\\Q(.*?)\\\\\\\\E"));
            handlers.addAll(found(jar, "META-INF/mailcap", "x-java-content-handler=([^;\\s]*)"));
            features.addAll(found(jar, ".*/native-image.properties", "--features=(\\S*)"));
        }
        assertEquals(
                Set.of(
                        "org.eclipse.angus.activation.nativeimage.AngusActivationFeature",
                        "org.eclipse.angus.mail.nativeimage.AngusMailFeature"),
                features);
        List<Record> missing = new ArrayList<>();
        for (Record record : records) {
            Lookup lookup = record.lookup;
            boolean covered = switch (lookup.kind()) {
                case "absent", "service" -> true; // Services are found by native-image itself.
                case "file" -> files.contains(lookup.name());
                default ->
                    handlers.contains(lookup.type())
                            || lookup.toString().equals("class jakarta.mail.Provider"); // A constant.
            };
            if (!record.isOfParley() && !isInParley(lookup) && !covered) {
                missing.add(record);
            }
        }
        assertEquals(List.of(), missing);
    }

    private static boolean isInParley(Lookup lookup) {
        return lookup.isFile()
                ? lookup.name().startsWith("dev/parley/")
                : lookup.name().startsWith("dev.parley.");
    }

    /** The agent's classes are on the class path. */
    private static Path agent(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", LookupAgent.class.getName());
        Path jar = folder.resolve("agent.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    /** The first groups of a pattern in the files of a jar whose names match. */
    private static Set<String> found(Path jar, String files, String pattern) throws IOException {
        Set<String> found = new HashSet<>();
        try (JarFile opened = new JarFile(jar.toFile())) {
            for (String file : opened.stream()
                    .map(Object::toString)
                    .filter(name -> name.matches(files))
                    .toList()) {
                String text =
                        new String(opened.getInputStream(opened.getEntry(file)).readAllBytes(), StandardCharsets.UTF_8);
                Pattern.compile(pattern).matcher(text).results().forEach(match -> found.add(match.group(1)));
            }
        }
        return found;
    }
}
