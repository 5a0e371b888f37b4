package dev.parley.registration.nativeimage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;

/** Runs {@link MailSession} in a JVM of its own, with the jars on the class path. */
final class ForkedSession {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private ForkedSession() {}

    /**
     * @param options of java
     * @param parts of the session; empty: all
     * @return the lines that it prints
     */
    static List<String> run(Path folder, List<String> options, List<MailSession.Part> parts) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), MailSession.class.getName(), folder.toString()));
        parts.forEach(part -> command.add(part.name()));
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, java.waitFor(), output);
        return output.lines().toList();
    }

    /** The lines of the parts that are not done. */
    static List<String> failures(List<String> output) {
        return output.stream()
                .filter(line -> line.matches("part [A-Z]+: (?!done).*"))
                .toList();
    }

    /** The first jar of a folder below target, by its name. */
    static Path jar(String folder, String prefix) throws IOException {
        try (Stream<Path> jars = Files.list(TARGET.resolve(folder))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String classPath() throws Exception {
        return TARGET.resolve("test-classes") + File.pathSeparator + jars();
    }

    /** The jars of Parley, Jakarta Mail, Angus Mail and ASM. */
    static String jars() throws Exception {
        List<String> path = new ArrayList<>();
        path.add(Path.of(ClassReader.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString());
        for (String folder : List.of("ours", "activation")) {
            try (Stream<Path> jars = Files.list(TARGET.resolve(folder))) {
                jars.map(Path::toString).sorted().forEach(path::add);
            }
        }
        path.add(jar("versions", "jakarta.mail-api-2.1.5").toString());
        path.add(jar("versions", "angus-mail-2.0.5").toString());
        return String.join(File.pathSeparator, path);
    }
}
