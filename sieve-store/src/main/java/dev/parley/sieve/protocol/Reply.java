package dev.parley.sieve.protocol;

import dev.parley.sieve.SieveCapabilities;
import dev.parley.sieve.protocol.Tokenizer.Token;
import dev.parley.trace.Answer;
import dev.parley.trace.ContentSize;
import dev.parley.trace.ReceivedReply;
import dev.parley.trace.Trace;
import dev.parley.wire.MalformedReplyException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The reply to one command: lines of data, and the line that ends them.
 *
 * @param end the line that the response was read from
 */
public record Reply(List<Line> data, Line end, Response response) implements ReceivedReply {
    private static final Set<String> ALWAYS_SENT = Set.of("IMPLEMENTATION", "SIEVE");

    /** The same reply; its response is shown without secrets. */
    public Reply redacted(Trace trace) {
        return new Reply(data, end, response.redacted(trace));
    }

    public boolean isOk() {
        return response.isOk();
    }

    /** Whether this is a capability listing, solicited or not. */
    public boolean listsCapabilities() throws MalformedReplyException {
        for (Line line : data) {
            if (isCapability(line)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a line can only come from a capability listing: two strings, the first one that every listing has. */
    public static boolean isCapability(Line line) throws MalformedReplyException {
        Tokenizer tokenizer = new Tokenizer(line);
        Token name = tokenizer.next();
        if (name == null || !ALWAYS_SENT.contains(name.text().toUpperCase(Locale.ROOT))) {
            return false;
        }
        Token value = tokenizer.next();
        return value != null && value.octets() != null;
    }

    /** The capabilities in a listing (RFC 5804 s1.7), known or not; of a name that appears twice the first counts. */
    public SieveCapabilities capabilities() throws MalformedReplyException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Line line : data) {
            Tokenizer tokenizer = new Tokenizer(line);
            Token name = tokenizer.next();
            if (name == null) {
                throw line.malformed("is empty");
            }
            values.putIfAbsent(name.text().toUpperCase(Locale.ROOT), tokenizer.rest());
        }
        return new SieveCapabilities(values);
    }

    /** Whether this can be the reply to a command. One that cannot belongs to another command. */
    public boolean matches(Command command) throws MalformedReplyException {
        boolean tagged = response.hasCode("TAG");
        return switch (command.verb()) {
            // After its OK there is TLS, and no further command may be sent in clear.
            case "STARTTLS" -> true;
            case "CAPABILITY" -> !isOk() || listsCapabilities();
            case "LISTSCRIPTS" -> !tagged;
            case "GETSCRIPT" -> !tagged && data.size() == (isOk() ? 1 : 0);
            default -> !tagged && data.isEmpty();
        };
    }

    /** The octets of the first string: the script, in a reply to GETSCRIPT; null: none. */
    public byte[] script() throws MalformedReplyException {
        return data.isEmpty() ? null : new Tokenizer(data.get(0)).next().octets();
    }

    @Override
    public Answer answer() {
        return response.answer();
    }

    /** The lines as they arrived. */
    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Line line : data) {
            lines.addAll(line.lines());
        }
        lines.addAll(end.lines());
        return lines;
    }

    @Override
    public long octets() {
        long octets = end.octetsOfLines();
        for (int i = 0; i < data.size(); i++) {
            octets += data.get(i).octetsOfLines();
        }
        return octets;
    }

    /** The lines as they arrived, with the size of the script instead of the script. */
    public List<String> linesWithout(byte[] script) {
        List<String> lines = new ArrayList<>();
        String first = data.get(0).lines().get(0);
        if (first.startsWith("{")) {
            lines.add(first);
        }
        lines.add(ContentSize.of("script", script).toString());
        lines.addAll(end.lines());
        return lines;
    }
}
