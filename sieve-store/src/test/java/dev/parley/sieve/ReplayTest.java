package dev.parley.sieve;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.replay.DialogScript;
import dev.parley.replay.DialogServer;
import dev.parley.replay.Directive;
import dev.parley.replay.Recording;
import dev.parley.replay.ReplayOptions;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.replay.TraceReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
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

    private static final String NONCE =
            "what the server says is good for one nonce of the client, and the next is another";
    private static final String GARBLED = "what is no reply is not kept";
    private static final String TOO_LONG = "what is too long is not kept";

    /** What a trace does not have, or a server that follows it cannot do. */
    private static final Map<String, String> NOT_RECORDED = Map.ofEntries(
            entry("explain/garbled.txt", GARBLED),
            entry("explain/not-managesieve.txt", GARBLED),
            entry("login/scram-beside-ok.txt", NONCE),
            entry("login/scram-forged-challenge.txt", NONCE),
            entry("login/scram-forged.txt", NONCE),
            entry("login/scram-plus.txt", NONCE),
            entry("login/scram-unsigned.txt", NONCE),
            entry("login/scram-wrong-password.txt", NONCE),
            entry("login/scram.txt", NONCE),
            entry("proxy.txt", "the trace begins behind the proxy"),
            entry("reply/garbage.txt", GARBLED),
            entry("reply/smaller-limit.txt", TOO_LONG),
            entry("reply/too-long.txt", TOO_LONG),
            entry("tls/injection.txt", "what came in clear before the handshake is counted, not read"));

    /** A trace has no script that was there before: another one of its size comes, and is seen, or stored again. */
    private static final Set<String> FETCHED = Set.of(
            "managesieve.txt",
            "names/encoded-not-listed.txt",
            "names/encoded.txt",
            "put/replace-put-back.txt",
            "reply/drip.txt",
            "reply/quoted-script.txt",
            "script/rename-old-server.txt",
            "typed/open.txt",
            "typed/text-not-utf8.txt",
            "typed/text.txt");

    private static final Pattern BASE64 = Pattern.compile("([A-Za-z0-9+/]{4})+([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

    @TempDir
    static Path folder;

    private static SSLContext tls;

    @BeforeAll
    static void trustOneCertificate() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder.resolve("server.p12"), "localhost", "127.0.0.1");
        System.setProperty("javax.net.ssl.trustStore", certificate.store().toString());
        System.setProperty("javax.net.ssl.trustStorePassword", certificate.password());
        tls = certificate.context();
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
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(tls))) {
            first = run(script, server.port(), server::received, trace);
        }
        if (!Files.exists(trace)) {
            assertEquals(List.of(), first.said, "nothing was recorded");
            return;
        }
        Files.move(trace, recorded);
        try (DialogServer server = DialogServer.replay(recorded, ReplayOptions.DEFAULT.tls(tls))) {
            Run second = run(script, server.port(), server::received, trace);
            assertEquals(List.of(), server.mismatches());
            if (!FETCHED.contains(name(file))) {
                assertEquals(octets(first.said), octets(second.said), "what the client said");
                assertEquals(String.join("\n", first.outcome), String.join("\n", second.outcome), "what came of it");
            }
            assertEquals(first.trace, second.trace, "the trace");
        } finally {
            Files.deleteIfExists(trace);
        }
    }

    private interface Said {
        List<String> lines() throws InterruptedException;
    }

    private static Run run(DialogScript script, int port, Said said, Path trace) throws Exception {
        List<String> outcome = new ArrayList<>();
        try (Actions actions = new Actions(properties(script, port, trace), port, System.out)) {
            for (Directive when : named("when", script)) {
                outcome.add(actions.perform(when));
            }
        }
        List<String> lines = said.lines();
        String events = Files.exists(trace) ? timeless(TraceReader.read(trace), port) : "";
        return new Run(lines, outcome, events);
    }

    private static Properties properties(DialogScript script, int port, Path trace) {
        Properties properties = new Properties();
        for (Directive given : named("given", script)) {
            String[] property =
                    given.rest().replace("{port}", String.valueOf(port)).split("=", 2);
            properties.setProperty(property[0], property[1]);
        }
        for (String protocol : List.of("sieve", "sieves")) {
            properties.setProperty("mail." + protocol + ".trace", "json");
            properties.setProperty("mail." + protocol + ".trace.file", trace.toString());
        }
        return properties;
    }

    private static List<Directive> named(String word, DialogScript script) {
        return script.directives().stream()
                .filter(directive -> directive.word().equals(word))
                .toList();
    }

    private static String timeless(List<Recording> recordings, int port) {
        return recordings.stream()
                .flatMap(recording -> recording.timeless().stream())
                .map(event -> event.toString().replaceAll("\\b" + port + "\\b", "PORT"))
                .collect(Collectors.joining("\n"));
    }

    /** A line of the dialog file may be a part of a command. */
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
}
