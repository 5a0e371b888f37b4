package dev.parley.trace.face;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.settings.MailProperties;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mail.smtp.trace=json}: with its file and its library, without the one, without the other. */
class JsonFaceTest {
    private static final String EVENT =
            "{\"e\":\"decide\",\"sid\":\"SID\",\"t\":T,\"topic\":\"hello\",\"choice\":\"caf\\u00E9\","
                    + "\"because\":\"\\u001B[31m\\u007F\"}\n";

    @Test
    void eachEventIsInTheFileAtOnce(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("smtp.jsonl");
        for (int i = 1; i <= 2; i++) {
            try (Trace trace = open("json", file.toString())) {
                trace.decided(Topic.HELLO, "caf\u00e9", "\u001b[31m\u007f");
                assertEquals(
                        2 * i,
                        Files.readAllLines(file, StandardCharsets.US_ASCII).size());
            }
        }
        String last = Files.readString(file).lines().skip(3).findFirst().orElseThrow() + "\n";
        assertEquals(
                EVENT,
                last.replaceFirst("\"sid\":\"[0-9a-f]{8}\"", "\"sid\":\"SID\"").replaceFirst("\"t\":\\d+", "\"t\":T"));
    }

    @Test
    void withoutAFile() {
        assertEquals(
                "mail.smtp.trace=json requires a file: set mail.smtp.trace.file", Warned.of(properties("json", null)));
    }

    @Test
    void withoutTheLibrary(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("smtp.trace");
        assertEquals(
                "mail.smtp.trace=json requires a library that is not on the class path: add"
                        + " com.fasterxml.jackson.core:jackson-core (2.19 or newer)",
                inApplicationWithoutJackson("json " + file));
        assertEquals(false, Files.exists(file));
        assertEquals("opened", inApplicationWithoutJackson("text " + file));
        assertEquals("opened", inApplicationWithoutJackson("off " + file));
    }

    /** What happens in a class loader that has all but that library. */
    private static String inApplicationWithoutJackson(String argument) throws Exception {
        URL[] classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("jackson"))
                .map(JsonFaceTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Object application = loader.loadClass(Application.class.getName())
                    .getConstructor(String.class)
                    .newInstance(argument);
            return (String) ((Callable<?>) application).call();
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Opens a trace, and says what came of it. */
    public static final class Application implements Callable<String> {
        private final String[] words;

        public Application(String argument) {
            this.words = argument.split(" ");
        }

        @Override
        public String call() {
            String warning = Warned.of(properties(words[0], words[1]));
            return warning.isEmpty() ? "opened" : warning;
        }
    }

    private static Trace open(String face, String file) {
        return TraceSettings.from(new MailProperties("smtp", properties(face, file)), false)
                .open(new PrintStream(new ByteArrayOutputStream()), "smtp", "mx", 25, List.of());
    }

    private static Properties properties(String face, String file) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.trace", face);
        if (file != null) {
            properties.setProperty("mail.smtp.trace.file", file);
        }
        return properties;
    }
}
