package dev.parley.registration.nativeimage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.registration.nativeimage.MailSession.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Java runtime with few modules: those of the command in docs/registration.md. What needs another module names it. */
@Timeout(60)
class LimitedModulesIT {
    private static final Pattern COMMAND = Pattern.compile("\n    jlink --add-modules (\\S+) ");

    @TempDir
    Path folder;

    @Test
    void theDocumentedModulesSufficeToSendAndToManageScripts() throws Exception {
        List<String> output = ForkedSession.run(
                folder,
                List.of("--limit-modules", documented()),
                List.of(
                        Part.TLS,
                        Part.PLAIN,
                        Part.SCRAM,
                        Part.REJECTED,
                        Part.LOG,
                        Part.POOL,
                        Part.ASYNC,
                        Part.LMTP,
                        Part.SIEVE));
        assertEquals(List.of(), ForkedSession.failures(output));
        assertEquals(9, output.stream().filter(line -> line.endsWith(": done")).count(), output::toString);
    }

    @Test
    void whatNeedsAnotherModuleNamesIt() throws Exception {
        String output = String.join(
                "\n",
                ForkedSession.run(
                        folder, List.of("--limit-modules", documented()), List.of(Part.JFR, Part.TOKEN, Part.SRV)));
        for (String text : List.of(
                "mail.smtp.trace=jfr requires the module jdk.jfr, which this JVM does not have",
                "mail.smtp.oauth2.token.url requires the module java.net.http",
                "the lookup needs the module java.naming, which this Java runtime does not contain")) {
            assertTrue(output.contains(text), () -> text + " is not in " + output);
        }
    }

    @Test
    void withTheModulesItWorks() throws Exception {
        String more = documented() + ",jdk.jfr,java.net.http,java.naming,jdk.naming.dns";
        String output = String.join(
                "\n",
                ForkedSession.run(folder, List.of("--limit-modules", more), List.of(Part.JFR, Part.TOKEN, Part.SRV)));
        assertTrue(!output.contains(" module "), output);
        assertTrue(output.contains("part JFR: done\npart TOKEN: done\npart SRV: "), output);
        assertTrue(output.contains("example.test"), output);
    }

    private static String documented() throws Exception {
        Matcher command = COMMAND.matcher(Files.readString(Path.of("..", "docs", "registration.md")));
        assertTrue(command.find());
        return command.group(1);
    }
}
