package dev.parley.smtp;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.replay.DialogScript;
import dev.parley.replay.DialogServer;
import dev.parley.replay.Recording;
import dev.parley.replay.ReplayOptions;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.replay.TraceReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every dialog file is performed with the JSON Lines face on, and what was recorded is the server for the same client
 * again: it says the same, the same comes of it, and but for times the trace is the same.
 */
class ReplayTest {
    private static final Path DIALOGS = Path.of("src/test/resources/dialogs");

    private static final String PROXY = "the trace begins behind the proxy";
    private static final String UNHEARD = "what the server says while nobody listens is not heard";
    private static final String MASKED = "the exceptions have the server's words, in which addresses are masked now";
    private static final String NONCE =
            "what the server says is good for one nonce of the client, and the next is another";

    /** What a trace does not have, or a server that follows it cannot do. */
    private static final Map<String, String> NOT_RECORDED = Map.ofEntries(
            entry("auth/sasl-enable-nothing.txt", NONCE),
            entry("auth/scram-forged.txt", NONCE),
            entry("auth/scram-plus.txt", NONCE),
            entry("auth/scram-sha-512.txt", NONCE),
            entry("auth/scram-unsigned.txt", NONCE),
            entry("auth/scram-wrong-password.txt", NONCE),
            entry("auth/scram.txt", NONCE),
            entry("explain/no-handshake.txt", "a handshake that the server keeps out of is not in a trace"),
            entry("explain/out-of-turn.txt", UNHEARD),
            entry("proxy/greeting-behind-header.txt", PROXY),
            entry("proxy/hangs-up.txt", PROXY),
            entry("proxy/refused.txt", PROXY),
            entry("proxy/tls-in-tunnel.txt", PROXY),
            entry("proxy/tunnel.txt", PROXY),
            entry("reuse/421-while-idle.txt", UNHEARD),
            entry("reuse/closed-while-idle.txt", "it is a race whether the server still gets the next MAIL"),
            entry("tls/injected.txt", "what came in clear before the handshake is counted, not read"),
            entry("trace/addresses-domain.txt", MASKED),
            entry("trace/addresses-hash.txt", MASKED),
            entry("trouble/endless-line.txt", "a line that is too long is not kept"));

    private static final Pattern BASE64 = Pattern.compile("([A-Za-z0-9+/]{4})+([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

    @TempDir
    static Path folder;

    private static TestCertificate certificate;

    @BeforeAll
    static void trust() throws IOException {
        certificate = TestCertificate.make(folder.resolve("localhost.p12"), "localhost");
        System.setProperty("javax.net.ssl.trustStore", certificate.store().toString());
        System.setProperty("javax.net.ssl.trustStorePassword", certificate.password());
    }

    @TestFactory
    Stream<DynamicTest> dialogs() {
        return DialogScript.files(DIALOGS).stream()
                .filter(file -> !NOT_RECORDED.containsKey(name(file)))
                .map(file -> DynamicTest.dynamicTest(name(file), () -> perform(file)));
    }

    private static String name(Path file) {
        return DIALOGS.relativize(file).toString();
    }

    private record Run(List<String> said, List<String> outcome, String trace) {}

    private static void perform(Path file) throws Exception {
        DialogScript script = DialogScript.read(file);
        Path trace = folder.resolve("trace.jsonl");
        Path recorded = folder.resolve(name(file).replace('/', '-') + ".jsonl");
        Run first;
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(certificate.context()))) {
            first = run(script, server.port(), server::transcript, server::received, trace);
        }
        if (!Files.exists(trace)) {
            assertEquals(List.of(), first.said, "nothing was recorded");
            return;
        }
        Files.move(trace, recorded);
        ReplayOptions options = ReplayOptions.DEFAULT.tls(certificate.context());
        try (DialogServer server = DialogServer.replay(recorded, options)) {
            Run second = run(script, server.port(), server::mismatches, server::received, trace);
            assertEquals(List.of(), server.mismatches());
            assertEquals(octets(first.said), octets(second.said), "what the client said");
            assertEquals(lines(first.outcome), lines(second.outcome), "what came of it");
            assertEquals(first.trace, second.trace, "the trace");
        } finally {
            Files.deleteIfExists(trace);
        }
    }

    private interface Said {
        List<String> lines() throws InterruptedException;
    }

    private static Run run(DialogScript script, int port, DialogRun.Call ended, Said said, Path trace)
            throws Exception {
        Map<String, String> fixed = new HashMap<>();
        for (String protocol : List.of("smtp", "smtps", "lmtp")) {
            fixed.put("mail." + protocol + ".trace", "json");
            fixed.put("mail." + protocol + ".trace.file", trace.toString());
        }
        DialogRun run = new DialogRun(fixed);
        run.perform(script, port, ended);
        List<String> lines = said.lines();
        String events = Files.exists(trace) ? timeless(TraceReader.read(trace), port) : "";
        return new Run(lines, run.outcome, events);
    }

    private static String timeless(List<Recording> recordings, int port) {
        return recordings.stream()
                .flatMap(recording -> recording.timeless().stream())
                .map(event -> event.toString().replaceAll("\\b" + port + "\\b", "PORT"))
                .collect(Collectors.joining("\n"));
    }

    /** A chunk may end in the middle of a line. */
    private static String octets(List<String> said) {
        return said.stream()
                .map(ReplayTest::withoutNonce)
                .collect(Collectors.joining())
                .replaceAll("[\\r\\n]", "");
    }

    /** A client has a nonce of its own for each login, and what it says with it is another thing each time. */
    private static String withoutNonce(String line) {
        return BASE64.matcher(line).replaceAll(word -> {
            String text = new String(Base64.getDecoder().decode(word.group()), StandardCharsets.ISO_8859_1);
            return text.matches("(?s).*,(r|cnonce)=.*") ? "a nonce" : Matcher.quoteReplacement(word.group());
        });
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines);
    }
}
