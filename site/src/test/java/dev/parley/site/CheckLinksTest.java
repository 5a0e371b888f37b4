package dev.parley.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code site/check-links}, which {@code site/build} runs. */
class CheckLinksTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @TempDir
    Path site;

    @BeforeEach
    void requirePython() {
        Assumptions.assumeTrue(Files.isExecutable(PYTHON), PYTHON + " is not installed");
    }

    @Test
    void aSiteWithoutPagesFails() throws Exception {
        assertResult(1, "no links were checked: ");
    }

    @Test
    void aSiteWithoutPagesExceptTheJavadocFails() throws Exception {
        write("api/index.html", "<p>Javadoc</p>");

        assertResult(1, "no links were checked: ");
    }

    @Test
    void aBrokenLinkFails() throws Exception {
        write("index.html", "<a href=\"trace.html\">The trace</a>");

        assertResult(1, "index.html:1: trace.html leads to no file\n1 links of 1 pages, 1 problems\n");
    }

    @Test
    void aSiteWithPagesPasses() throws Exception {
        write("index.html", "<a href=\"trace.html#events\">Events</a>");
        write("trace.html", "<h2 id=\"events\">Events</h2>");

        assertResult(0, "1 links of 2 pages, 0 problems\n");
    }

    private void write(String name, String page) throws IOException {
        Path file = site.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, page);
    }

    private void assertResult(int exitCode, String start) throws IOException, InterruptedException {
        Process check = new ProcessBuilder(PYTHON.toString(), "../site/check-links", site.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(exitCode, check.waitFor(), printed);
        assertTrue(printed.startsWith(start), printed);
    }
}
