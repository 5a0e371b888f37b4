package dev.parley.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@link Probe} found in one JVM. */
record Measurement(MailVersion version, Layout layout, Map<String, String> answers) {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    static Measurement of(MailVersion version, Layout layout) throws Exception {
        String mail = version.jars().stream()
                .map(jar -> TARGET.resolve("versions").resolve(jar).toString() + File.pathSeparator)
                .collect(Collectors.joining("", "", jars("activation")));
        List<String> arguments =
                layout.java(mail, jars("ours"), TARGET.resolve("test-classes").toString());
        Process java = new ProcessBuilder(Stream.concat(
                                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString()),
                                arguments.stream())
                        .toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, java.waitFor(), () -> version.name() + ", " + layout.title + "\n" + said);
        return new Measurement(
                version,
                layout,
                said.lines()
                        .filter(line -> line.matches("[A-Z_0-9]+=.*"))
                        .collect(Collectors.toMap(
                                line -> line.substring(0, line.indexOf('=')),
                                line -> line.substring(line.indexOf('=') + 1))));
    }

    boolean isOurs(Question question) {
        return answers.get(question.name()).startsWith("dev.parley.");
    }

    /** Parley, Angus, or that Jakarta Mail throws, as a cell of the page. */
    String who(Question question) {
        if (isOurs(question)) {
            return "✓";
        }
        return answers.get(question.name()).startsWith("org.eclipse.angus.") ? "Angus" : "error";
    }

    @Override
    public String toString() {
        return version.name() + ", " + layout.title + ": " + answers;
    }

    private static String jars(String folder) throws IOException {
        try (Stream<Path> jars = Files.list(TARGET.resolve(folder))) {
            return jars.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
        }
    }
}
