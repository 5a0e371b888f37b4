package dev.parley.registration.nativeimage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands in docs/performance.md make and use an archive of the classes of an application. */
@Timeout(120)
class ArchiveRecipeIT {
    private static final Path CLASSES = Path.of("target", "test-classes");
    private static final String APPLICATION = "org.example.Application";
    private static final Pattern ARCHIVED =
            Pattern.compile("dev\\.parley\\.(smtp|net|trace)\\S* source: shared objects file");
    private static final Pattern NOT_ARCHIVED =
            Pattern.compile("dev\\.parley\\.(smtp|net|trace)\\S* source: (jar|file):\\S*");

    @TempDir
    Path folder;

    @Test
    void anArchiveWithParleysClassesIsMadeAndUsed() throws Exception {
        List<String> commands = commands("ArchiveClassesAtExit", "SharedArchiveFile");
        run(commands.get(0));
        assertUsed(run(commands.get(1) + " -Xshare:on"), commands.get(1));
    }

    @Test
    void anAotCacheWithParleysClassesIsMadeAndUsed() throws Exception {
        List<String> commands = commands("AOTCacheOutput", "AOTCache");
        if (Runtime.version().feature() >= 25) {
            run(commands.get(0));
            assertUsed(run(commands.get(1) + " -XX:AOTMode=on"), commands.get(1));
        }
    }

    /** The lines of the page with these options. */
    private static List<String> commands(String... options) throws IOException {
        List<String> commands = Files.readString(Path.of("..", "docs", "performance.md"))
                .lines()
                .filter(line -> line.matches("    java -XX:(" + String.join("|", options) + ")=.*"))
                .map(String::strip)
                .toList();
        assertEquals(options.length, commands.size(), commands::toString);
        return commands;
    }

    private static void assertUsed(String log, String command) {
        long archived = ARCHIVED.matcher(log).results().count();
        List<String> others =
                NOT_ARCHIVED.matcher(log).results().map(found -> found.group()).toList();
        assertTrue(
                archived > 150 && others.size() < archived / 10,
                () -> command + ": " + archived + " classes, not " + others);
    }

    /**
     * Runs a command of the page in a shell. The name of the application is that of a session which sends a message.
     *
     * @param command options may follow it, which are put before the name
     * @return the log of the classes that were loaded
     */
    private String run(String command) throws Exception {
        String options = command.substring(command.indexOf(APPLICATION) + APPLICATION.length());
        String application = options + " -Xlog:class+load:file=classes.log " + MailSession.class.getName() + " . PLAIN";
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command.replaceFirst(APPLICATION + ".*", application));
        builder.environment().put("CLASSPATH", classPath());
        builder.environment()
                .merge(
                        "PATH",
                        Path.of(System.getProperty("java.home"), "bin").toString(),
                        (path, own) -> own + File.pathSeparator + path);
        Process shell =
                builder.directory(folder.toFile()).redirectErrorStream(true).start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor(), output);
        assertTrue(output.contains("part PLAIN: done"), output);
        Files.delete(folder.resolve("server.p12"));
        return Files.readString(folder.resolve("classes.log"));
    }

    /** An archive has no classes of folders, so those of this test are put in a jar. */
    private String classPath() throws Exception {
        Path jar = folder.resolve("application.jar");
        if (!Files.exists(jar)) {
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                    Stream<Path> classes = Files.walk(CLASSES.resolve("dev/parley/registration/nativeimage"))) {
                for (Path file : classes.filter(Files::isRegularFile).toList()) {
                    out.putNextEntry(
                            new ZipEntry(CLASSES.relativize(file).toString().replace('\\', '/')));
                    Files.copy(file, out);
                }
            }
        }
        return jar + File.pathSeparator + ForkedSession.jars();
    }
}
