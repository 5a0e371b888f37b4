package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.replay.sieve.ManageSieveServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The built jar in its own JVM, and the launcher. */
class RunnableJarIT {
    private static final Path JAR = Path.of("target", "parley.jar").toAbsolutePath();
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    Path folder;

    @Test
    void demo() throws Exception {
        ProcessResult result =
                ProcessResult.of(new ProcessBuilder(JAVA.toString(), "-jar", JAR.toString(), "demo"), folder);
        assertEquals("", result.errors());
        assertEquals(0, result.code(), result.output());
        for (String line : List.of(
                ".* ~> +#2 AUTH PLAIN \\[redacted 36 octets]",
                ".* <-\\* +#1 500 Unknown command, 'ehlo'",
                ".* <~\\* +#\\d+ lists: line 4: error: unknown command 'fileint'",
                "ok   rename the script: .*")) {
            assertTrue(result.output().lines().anyMatch(shown -> shown.matches(line)), line);
        }
        assertFalse(result.output().contains("\u001b"));
        assertEquals(
                3,
                result.output()
                        .lines()
                        .filter(line -> line.endsWith(".jsonl") && Files.exists(Path.of(line)))
                        .count());
    }

    @Test
    void terminalAndNoColor() throws Exception {
        ProcessBuilder help =
                new ProcessBuilder(JAVA.toString(), "-Dparley.terminal=true", "-jar", JAR.toString(), "demo", "--help");
        help.environment().remove("NO_COLOR");
        help.environment().put("TERM", "xterm");
        assertTrue(ProcessResult.of(help, folder).output().contains("\u001b"));
        help.environment().put("NO_COLOR", "1");
        assertFalse(ProcessResult.of(help, folder).output().contains("\u001b"));
    }

    @Test
    void unknownCommand() throws Exception {
        ProcessResult result =
                ProcessResult.of(new ProcessBuilder(JAVA.toString(), "-jar", JAR.toString(), "nosuch"), folder);
        assertEquals(64, result.code());
        assertEquals(
                "parley: 'nosuch' is not a command\nSee 'parley --help' for options and examples.\n", result.errors());
    }

    @Test
    void ourProvidersStandBeforeAngus() throws IOException {
        for (String file : List.of(
                "META-INF/services/jakarta.mail.Provider",
                "META-INF/jakarta.providers",
                "META-INF/javamail.providers")) {
            String text = entry(file);
            for (String ours : List.of("dev.parley.smtp.Smtps", "dev.parley.sieve.Sieves")) {
                assertTrue(text.contains(ours), file + " lacks " + ours);
                assertTrue(text.indexOf(ours) < text.indexOf("org.eclipse.angus"), file + " has Angus before " + ours);
            }
            assertTrue(text.contains("org.eclipse.angus.mail.pop3.POP3"), file + " lacks Angus's own");
        }
    }

    @Test
    void whatElseJakartaMailLooksFor() throws IOException {
        assertTrue(entry("META-INF/services/jakarta.mail.util.StreamProvider").contains("MailStreamProvider"));
        for (String file : List.of("META-INF/mailcap", "META-INF/jakarta.mailcap")) {
            assertTrue(entry(file).contains("multipart/*"), file);
            assertTrue(entry(file).contains("application/sieve"), file);
        }
    }

    @Test
    void nothingThatSpoilsAMergedJar() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertEquals(
                    List.of(),
                    jar.stream()
                            .map(Object::toString)
                            .filter(name -> name.endsWith("module-info.class")
                                    || name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)")
                                    || name.startsWith("org/junit"))
                            .toList());
        }
    }

    /** The file replaces the DNS (jdk.net.hosts.file). */
    @Test
    @EnabledOnOs(OS.LINUX)
    void probeLooksAtEveryAddressOfAHost() throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.2 mx.lab.test\n127.0.0.1 mx.lab.test\n");
        DialogScript script = DialogScript.parse("probe", """
                S: 220 mx.lab.test ESMTP
                C: EHLO client.example
                S: 250-mx.lab.test
                S: 250 SIZE 1000
                C: QUIT
                S: 221 Bye
                """);
        try (ScriptedServer server = ScriptedServer.start(script)) {
            ProcessResult result = ProcessResult.of(
                    new ProcessBuilder(
                            JAVA.toString(),
                            "-Djdk.net.hosts.file=" + hosts,
                            "-jar",
                            JAR.toString(),
                            "probe",
                            "-Dmail.smtp.localhost=client.example",
                            "mx.lab.test:" + server.port()),
                    folder);
            assertEquals("", result.errors());
            assertEquals(0, result.code(), result.output());
            assertEquals("""
                            127.0.0.2
                              failed     connecting: Connection refused
                                         no server listens on this port, or a firewall rejects the connection
                                         fix: check the host (mx.lab.test) and the port (%d): mail programs send on 587, servers on 25; 465 requires TLS from the\
                             first octet
                            127.0.0.1
                              greeting   220 mx.lab.test ESMTP
                              in clear   SIZE 1000
                              logins     none
                              limit      SIZE 1000
                              warning    no TLS: mail and passwords are sent in clear
                            """.formatted(server.port()), result.output());
            assertEquals(script.conversation(), server.transcript());
        }
    }

    /** The terminal is that of util-linux's script: its standard input replaces the keyboard. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aPasswordIsAskedForAtTheTerminalWhereOutputIsAFile() throws Exception {
        SSLContext tls = TestCertificate.make(folder.resolve("localhost.p12"), "localhost")
                .context();
        Path typed = Files.writeString(folder.resolve("typed"), "correct horse\n");
        try (ManageSieveServer server = new ManageSieveServer(tls, "joe", "correct horse")) {
            server.put("lists", "keep;\n".getBytes(StandardCharsets.UTF_8));
            String get = "'" + JAVA + "' -jar '" + JAR
                    + "' sieve get -Dmail.sieve.ssl.trust=localhost sieve://joe@localhost:" + server.port()
                    + " lists > lists.sieve";
            Process terminal = new ProcessBuilder("script", "-qec", get, "/dev/null")
                    .directory(folder.toFile())
                    .redirectInput(typed.toFile())
                    .redirectErrorStream(true)
                    .start();
            String shown = new String(terminal.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, terminal.waitFor(), shown);
            assertTrue(shown.contains("Password of joe: "), shown);
            assertEquals("keep;\n", Files.readString(folder.resolve("lists.sieve")));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void launcherThroughASymbolicLinkWithABlank() throws Exception {
        Path link = Files.createSymbolicLink(
                folder.resolve("a parley"), Path.of("..", "parley").toRealPath());
        ProcessResult result = ProcessResult.of(launcher(link, JAVA.getParent().getParent()), folder);
        Files.delete(link);
        assertEquals("", result.errors());
        assertEquals(0, result.code());
        assertTrue(result.output().startsWith("parley 0."), result.output());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void launcherWithoutJava() throws Exception {
        ProcessResult result = ProcessResult.of(launcher(Path.of("..", "parley").toRealPath(), folder), folder);
        assertEquals("parley: no " + folder + "/bin/java found; Java 17 or newer is needed\n", result.errors());
        assertEquals(69, result.code());
    }

    private static ProcessBuilder launcher(Path launcher, Path javaHome) {
        ProcessBuilder builder = new ProcessBuilder("sh", launcher.toString(), "--version");
        builder.environment().put("JAVA_HOME", javaHome.toString());
        return builder;
    }

    private static String entry(String name) throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
