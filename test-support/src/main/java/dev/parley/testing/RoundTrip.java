package dev.parley.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.replay.DialogScript;
import dev.parley.replay.DialogServer;
import dev.parley.replay.Recording;
import dev.parley.replay.ReplayOptions;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TraceReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * A dialog file is performed with the JSON Lines face on, and what was recorded is the server for the same client again:
 * it says the same, the same comes of it, and but for times the trace is the same.
 */
public final class RoundTrip {
    private static final Pattern BASE64 = Pattern.compile("([A-Za-z0-9+/]{4})+([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

    private final Path folder;
    private final SSLContext tls;
    private final List<String> protocols;
    private final Client client;

    /** The client whose dialog it is. */
    public interface Client {
        /**
         * @param traced properties that stay as they are, whatever the file says
         * @param ended waits until the server has seen the end of the dialog
         * @return what came of it, line by line
         */
        List<String> perform(DialogScript script, Map<String, String> traced, int port, Callable<?> ended)
                throws Exception;
    }

    /**
     * @param folder for what is recorded
     * @param tls what the servers show, and the client trusts
     * @param protocols that a dialog file may use
     */
    public RoundTrip(Path folder, SSLContext tls, List<String> protocols, Client client) {
        this.folder = folder;
        this.tls = tls;
        this.protocols = protocols;
        this.client = client;
    }

    private record Run(List<String> said, List<String> outcome, String trace) {}

    private interface Said {
        List<String> lines() throws InterruptedException;
    }

    public void compare(DialogFile file) throws Exception {
        compare(file, true);
    }

    /** Also the outcome may be another one, and what the client says behind it. */
    public void compareTraces(DialogFile file) throws Exception {
        compare(file, false);
    }

    private void compare(DialogFile file, boolean all) throws Exception {
        DialogScript script = file.script();
        Path trace = folder.resolve("trace.jsonl");
        Run first;
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(tls))) {
            first = run(script, server.port(), server::transcript, server::received, trace);
        }
        if (!Files.exists(trace)) {
            assertEquals(List.of(), first.said, "nothing was recorded");
            return;
        }
        Path recorded = Files.move(trace, file.in(folder, ".jsonl"));
        try (DialogServer server = DialogServer.replay(recorded, ReplayOptions.DEFAULT.tls(tls))) {
            Run second = run(script, server.port(), server::mismatches, server::received, trace);
            assertEquals(List.of(), server.mismatches());
            if (all) {
                assertEquals(octets(first.said), octets(second.said), "what the client said");
                assertEquals(lines(first.outcome), lines(second.outcome), "what came of it");
            }
            assertEquals(first.trace, second.trace, "the trace");
        } finally {
            Files.deleteIfExists(trace);
        }
    }

    private Run run(DialogScript script, int port, Callable<?> ended, Said said, Path trace) throws Exception {
        Map<String, String> traced = new HashMap<>();
        for (String protocol : protocols) {
            traced.put("mail." + protocol + ".trace", "json");
            traced.put("mail." + protocol + ".trace.file", trace.toString());
        }
        List<String> outcome = client.perform(script, traced, port, ended).stream()
                .map(line -> withoutPort(line, port))
                .toList();
        List<String> lines = said.lines().stream().map(TemporaryNames::masked).toList();
        String events = Files.exists(trace) ? TemporaryNames.masked(timeless(TraceReader.read(trace), port)) : "";
        return new Run(lines, outcome, events);
    }

    /** Also without whether a TLS session goes on, which it does where the system gives a port again. */
    private static String timeless(List<Recording> recordings, int port) {
        return recordings.stream()
                .flatMap(recording -> recording.timeless().stream())
                .map(event -> withoutPort(event.toString(), port).replace("resumed=true", "resumed=false"))
                .collect(Collectors.joining("\n"));
    }

    private static String withoutPort(String text, int port) {
        return text.replaceAll("\\b" + port + "\\b", "PORT");
    }

    /** A chunk may end in the middle of a line, and a line of the dialog file may be a part of a command. */
    private static String octets(List<String> said) {
        return said.stream()
                .map(RoundTrip::withoutNonce)
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
