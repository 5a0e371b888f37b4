package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code docs/sieve.md} shows programs that run, and what they print. */
@Timeout(60)
class SievePageTest {
    private static final Path PAGE = Path.of("../docs/sieve.md");
    private static final Path SOURCE = Path.of("src/test/java/dev/parley/sieve/Examples.java");

    /** A program that prints. */
    private interface Example {
        void run(Session session, String host, int port, String password, PrintStream out) throws Exception;
    }

    @Test
    void theStoreApi() throws Exception {
        assertShown("storeApi", Examples::storeApi);
    }

    @Test
    void theTypedApi() throws Exception {
        assertShown("typedApi", Examples::typedApi);
    }

    private static void assertShown(String name, Example example) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (Account account = new Account();
                PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            example.run(Session.getInstance(account.properties), "localhost", account.server.port(), "secret", out);
        }
        String page = Files.readString(PAGE);
        String block = block(name);
        assertTrue(page.contains("```java\n" + block + "```"), block);
        String shown = printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
        assertTrue(page.contains("```\n" + shown + "```"), shown);
    }

    /** What stands between the braces of a method, eight columns to the left. */
    private static String block(String method) throws Exception {
        String source = Files.readString(SOURCE);
        int start = source.indexOf('\n', source.indexOf(" " + method + "(")) + 1;
        int end = source.indexOf("\n    }\n", start) + 1;
        return source.substring(start, end)
                .replaceAll("(?m)^ {8}", "")
                .replace("host, port", "\"mail.example.org\"")
                .replaceAll("\\bout(?=\\.|::)", "System.out");
    }
}
