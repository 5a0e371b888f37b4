package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/testing-with-parley.md shows is {@link CustomersTraceTest}, and that runs. */
class TestingWithParleyTest {
    private static final Path PAGE = Path.of("../docs/testing-with-parley.md");
    private static final Path TEST = Path.of("src/test/java/dev/parley/smtp/CustomersTraceTest.java");

    @Test
    void thePageShowsATestThatRuns() throws IOException {
        String test = Files.readString(TEST).replace("package dev.parley.smtp;\n\n", "");
        assertTrue(Files.readString(PAGE).contains("```java\n" + test + "```\n"), "the page must have:\n" + test);
    }

    @Test
    void thePageShowsTheTrace() throws IOException {
        String page = Files.readString(PAGE);
        String recorded = Files.readAllLines(Path.of("src/test/resources/recorded/issue-42.jsonl")).stream()
                .filter(page::contains)
                .collect(Collectors.joining("\n"));
        assertEquals(2, recorded.lines().count());
    }
}
