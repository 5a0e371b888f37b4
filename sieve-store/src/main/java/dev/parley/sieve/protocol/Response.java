package dev.parley.sieve.protocol;

import dev.parley.trace.Answer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The line that ends every reply (RFC 5804 s1.2): OK, NO or BYE, perhaps a code, perhaps words for a person.
 *
 * @param text empty when the server gave none; line ends inside are the server's
 */
public record Response(Status status, Optional<ResponseCode> code, String text) {
    public enum Status {
        OK,
        NO,
        BYE
    }

    /**
     * Whether the line is a response, and not data of a reply.
     *
     * @throws GarbledReplyException when it is neither
     */
    public static boolean isIn(Line line) throws GarbledReplyException {
        Optional<Token> first = new Tokenizer(line).next();
        if (first.filter(Token.StringToken.class::isInstance).isPresent()) {
            return false;
        }
        first.flatMap(Response::status)
                .orElseThrow(() -> new GarbledReplyException("is neither data nor a response", line));
        return true;
    }

    /** Whether a line, of which only the beginning needs to be there, begins as a response does. */
    public static boolean isBegunBy(Line line) throws GarbledReplyException {
        String text = line.texts().get(0).stripLeading();
        return !text.startsWith("\"")
                && new Tokenizer(line).next().flatMap(Response::status).isPresent();
    }

    /** Reads a response; a missing text, a missing code, and a text without quotes are all taken. */
    public static Response parse(Line line) throws GarbledReplyException {
        Tokenizer tokenizer = new Tokenizer(line);
        Status status = tokenizer
                .next()
                .flatMap(Response::status)
                .orElseThrow(() -> new GarbledReplyException("is no response", line));
        Optional<ResponseCode> code =
                tokenizer.atCode() ? Optional.of(ResponseCode.parse(tokenizer)) : Optional.empty();
        return new Response(status, code, tokenizer.rest());
    }

    public boolean isOk() {
        return status == Status.OK;
    }

    /** In short, as a trace has it. */
    public Answer answer() {
        return new Answer(status.name(), code.map(ResponseCode::toString), status != Status.OK);
    }

    /** Whether the code has this name, whatever its details ("treat QUOTA/MAXSCRIPTS as QUOTA"). */
    public boolean says(String name) {
        return code.map(code -> code.name().equals(name)).orElse(false);
    }

    /** The words for a person, else the code, else the bare status: never empty. */
    public String explanation() {
        String words = String.join("\n", text.strip().lines().toList());
        return words.isEmpty() ? code.map(ResponseCode::toString).orElse(status.name()) : words;
    }

    /** The same response; its words for a person and its code are what this makes of them. */
    public Response shown(UnaryOperator<String> words) {
        String said = explanation();
        String shown = words.apply(said);
        Optional<ResponseCode> shownCode = code.map(each -> each.shown(words));
        return shown.equals(said) && shownCode.equals(code)
                ? this
                : new Response(status, shownCode, shown.equals(said) ? text : shown);
    }

    private static Optional<Status> status(Token token) {
        return Arrays.stream(Status.values())
                .filter(status ->
                        token instanceof Token.Atom atom && status.name().equalsIgnoreCase(atom.text()))
                .findFirst();
    }
}
