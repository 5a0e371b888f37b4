package dev.parley.replay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A dialog file, which shows the dialog line by line, as an RFC does.
 *
 * <pre>
 * # a comment
 * S: 220 mx.example ready        the server sends this line; the client must not have sent more by then
 * S&amp; 500 too long                ... or may have sent more, if the server interrupts
 * C: EHLO client.example         the client must send exactly this line
 * C: AUTH PLAIN [redacted]       ... or a line that begins like this
 * C: PUTSCRIPT "new-[random]" {0+}   ... or with 16 hexadecimal digits, the same ones at every [random]
 * C: [message]                   ... or lines up to a single dot
 * S~ 250 o\x6b\r\n               the same as S: and C:, with escapes and without an added line end
 * S! tls                         the TLS handshake
 * S! tls-refused                 the TLS handshake, which the client must abort
 * S! wait 200                    the server waits, in milliseconds
 * S! drip                        from here on the server sends each octet in one write
 * S! close   S! reset            the server closes or resets the connection
 * S! accept                      the server accepts the next connection
 * S! scram SCRAM-SHA-1 secret    from here on [scram] in an S: line is the server's next message of a login with this
 *                                mechanism and password, as base64; the messages of the client are redacted; a number
 *                                at the end is the iteration count, by default 4096
 * word ...                       a directive for the test that runs the file,
 * | ...                          and a line of its body
 * </pre>
 */
public final class DialogScript {
    private static final String REDACTED = "[redacted]";
    private static final String RANDOM = "[random]";

    private final String name;
    private final List<List<Step.Numbered>> connections;
    private final List<Directive> directives = new ArrayList<>();

    private DialogScript(String name, List<List<Step.Numbered>> connections) {
        this.name = name;
        this.connections = connections;
    }

    /** The script of recorded dialogs. Dialogs without a connection are omitted. */
    static DialogScript of(String name, List<Recording> recordings, Pace pace, boolean withoutTls) {
        DialogScript script = new DialogScript(name, new ArrayList<>());
        for (Recording recording : recordings) {
            if (RecordedSteps.isConnected(recording)) {
                if (script.connections.isEmpty()) {
                    script.connections.add(new ArrayList<>());
                } else {
                    script.add(recording.recorded().get(0).line(), "S! accept");
                }
                script.lastConnection().addAll(RecordedSteps.of(recording, pace, withoutTls));
            }
        }
        return script;
    }

    /**
     * Reads a dialog file.
     *
     * @throws IllegalArgumentException naming the first invalid line
     */
    public static DialogScript read(Path file) {
        try {
            return parse(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a dialog from text. */
    public static DialogScript parse(String name, String text) {
        DialogScript script = new DialogScript(name, new ArrayList<>(List.of(new ArrayList<>())));
        String[] lines = text.split("\n");
        for (int i = 0; i < lines.length; i++) {
            try {
                script.add(i + 1, lines[i]);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + " line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return script;
    }

    /** All dialog files in a folder and its subfolders, sorted by path. */
    public static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    public List<Directive> directives() {
        return List.copyOf(directives);
    }

    /** The lines of the dialog as in the file. The transcript of a run without differences equals them. */
    public List<String> conversation() {
        return connections.stream()
                .flatMap(List::stream)
                .map(placed -> placed.step().notation())
                .toList();
    }

    /** The steps of each connection, in the order in which they are accepted. */
    List<List<Step.Numbered>> connections() {
        return connections;
    }

    boolean usesTls() {
        return connections.stream()
                .flatMap(List::stream)
                .map(Step.Numbered::step)
                .anyMatch(Step.Tls.class::isInstance);
    }

    /** The same dialog with other steps. */
    DialogScript with(List<List<Step.Numbered>> others) {
        DialogScript script = new DialogScript(name, others);
        script.directives.addAll(directives);
        return script;
    }

    private void add(int number, String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        if (line.startsWith("|")) {
            addToBody(line.substring(Math.min(line.length(), 2)));
        } else if (line.startsWith("S:")) {
            step(number, new Step.Send(line, withCrlf(payload(line)), false));
        } else if (line.startsWith("S&")) {
            step(number, new Step.Send(line, withCrlf(payload(line)), true));
        } else if (line.startsWith("S~")) {
            step(number, new Step.Send(line, unescape(payload(line)), false));
        } else if (line.startsWith("C:")) {
            step(number, expectation(line, payload(line)));
        } else if (line.startsWith("C~")) {
            step(number, new Step.Expect(line, unescape(payload(line))));
        } else if (line.startsWith("S!")) {
            Step action = action(line, payload(line).split(" "));
            if (action instanceof Step.Accept) {
                connections.add(new ArrayList<>());
            }
            step(number, action);
        } else {
            String[] words = line.split(" ", 2);
            directives.add(new Directive(words[0], words.length > 1 ? words[1] : "", List.of()));
        }
    }

    private void addToBody(String text) {
        if (directives.isEmpty()) {
            throw new IllegalArgumentException("a body line without a directive above it");
        }
        Directive last = directives.remove(directives.size() - 1);
        List<String> body = new ArrayList<>(last.body());
        body.add(text);
        directives.add(new Directive(last.word(), last.rest(), body));
    }

    private static Step expectation(String line, String payload) {
        if (payload.equals("[message]")) {
            return new Step.ExpectMessage(line);
        }
        if (payload.endsWith(REDACTED)) {
            return new Step.ExpectRedacted(line, payload.substring(0, payload.length() - REDACTED.length()));
        }
        int random = payload.indexOf(RANDOM);
        return random < 0
                ? new Step.Expect(line, withCrlf(payload))
                : new Step.ExpectRandom(
                        line, payload.substring(0, random), payload.substring(random + RANDOM.length()));
    }

    private void step(int number, Step step) {
        lastConnection().add(new Step.Numbered(number, step));
    }

    private List<Step.Numbered> lastConnection() {
        return connections.get(connections.size() - 1);
    }

    private static Step action(String line, String[] words) {
        return switch (words[0]) {
            case "tls" -> new Step.Tls(line, Step.Certificate.MUST_BE_ACCEPTED);
            case "tls-refused" -> new Step.Tls(line, Step.Certificate.MUST_BE_REJECTED);
            case "wait" -> new Step.Pause(line, Duration.ofMillis(Long.parseLong(words[1])));
            case "drip" -> new Step.Drip(line);
            case "accept" -> new Step.Accept(line);
            case "close" -> new Step.Close(line, false);
            case "reset" -> new Step.Close(line, true);
            case "scram" -> new Step.Scram(line, words[1], words[2], iterations(words));
            default ->
                throw new IllegalArgumentException("S! " + words[0]
                        + " is not an action: use one of tls, tls-refused, wait, drip, close, reset, accept,"
                        + " scram");
        };
    }

    private static int iterations(String[] scram) {
        return scram.length > 3 ? Integer.parseInt(scram[3]) : ScramServer.ITERATIONS;
    }

    private static String payload(String line) {
        return line.substring(Math.min(line.length(), 3));
    }

    private static byte[] withCrlf(String payload) {
        return (payload + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] unescape(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                octets.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            char kind = text.charAt(++i);
            switch (kind) {
                case 'r' -> octets.write('\r');
                case 'n' -> octets.write('\n');
                case '\\' -> octets.write('\\');
                case 'x' -> {
                    octets.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default ->
                    throw new IllegalArgumentException(
                            "\\" + kind + " is not an escape: use one of \\r, \\n, \\\\, \\xNN");
            }
        }
        return octets.toByteArray();
    }
}
