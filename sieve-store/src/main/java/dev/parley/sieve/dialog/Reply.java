package dev.parley.sieve.dialog;

import dev.parley.sieve.protocol.Capabilities;
import dev.parley.sieve.protocol.GarbledReplyException;
import dev.parley.sieve.protocol.Line;
import dev.parley.sieve.protocol.Response;
import dev.parley.sieve.protocol.Token.StringToken;
import dev.parley.sieve.protocol.Tokenizer;
import dev.parley.trace.Elided;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * All that the server says to one command: lines of data, and the line that ends them.
 *
 * @param end the line that the response was read from
 */
public record Reply(List<Line> data, Line end, Response response) {

    /** The same reply, with the words of its response as they may be shown. */
    Reply shown(UnaryOperator<String> words) {
        return new Reply(data, end, response.shown(words));
    }

    public boolean isOk() {
        return response.isOk();
    }

    /** Whether this is a capability listing, asked for or not. */
    boolean listsCapabilities() throws GarbledReplyException {
        for (Line line : data) {
            if (Capabilities.isIn(line)) {
                return true;
            }
        }
        return false;
    }

    /** The octets of the first string: the script, in a reply to GETSCRIPT. Empty when there is none. */
    public Optional<byte[]> script() throws GarbledReplyException {
        return data.isEmpty()
                ? Optional.empty()
                : new Tokenizer(data.get(0))
                        .next()
                        .filter(StringToken.class::isInstance)
                        .map(string -> ((StringToken) string).octets());
    }

    /** The lines as they came. */
    List<String> shown() {
        List<String> shown = new ArrayList<>();
        data.forEach(line -> shown.addAll(line.shown()));
        shown.addAll(end.shown());
        return shown;
    }

    /** The lines as they came, but of the script only how much it is. */
    List<String> shownWithout(byte[] script) {
        List<String> shown = new ArrayList<>();
        String first = data.get(0).shown().get(0);
        if (first.startsWith("{")) {
            shown.add(first);
        }
        shown.add(Elided.of("script", script).toString());
        shown.addAll(end.shown());
        return shown;
    }

    /** The lines as they came behind a script that is not in them. */
    List<String> shownBehind(long announced, Elided script) {
        List<String> shown = new ArrayList<>(List.of("{" + announced + "}", script.toString()));
        shown.addAll(shown());
        return shown;
    }
}
