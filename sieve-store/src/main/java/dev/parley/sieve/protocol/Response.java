package dev.parley.sieve.protocol;

import dev.parley.sieve.ResponseCode;
import dev.parley.sieve.protocol.Tokenizer.Kind;
import dev.parley.sieve.protocol.Tokenizer.Token;
import dev.parley.trace.Answer;
import dev.parley.trace.Trace;
import dev.parley.wire.MalformedReplyException;
import dev.parley.wire.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The line that ends every reply (RFC 5804 s1.2): OK, NO or BYE, an optional code, an optional human-readable text.
 *
 * @param code null: none
 * @param text empty where the server sent none; line ends inside are the server's
 */
public record Response(Status status, ResponseCode code, String text) {
    /** The codes of RFC 5804 s1.3, which no trace or message redacts. */
    private static final Set<String> STANDARD_CODES = Set.of(
            "ACTIVE",
            "ALREADYEXISTS",
            "AUTH-TOO-WEAK",
            "ENCRYPT-NEEDED",
            "MAXSCRIPTS",
            "MAXSIZE",
            "NONEXISTENT",
            "QUOTA",
            "REFERRAL",
            "SASL",
            "TAG",
            "TRANSITION-NEEDED",
            "TRYLATER",
            "WARNINGS");

    public enum Status {
        OK,
        NO,
        BYE;

        /** The status of this name, in any case; null: none. */
        static Status of(String name) {
            for (Status status : values()) {
                if (status.name().equalsIgnoreCase(name)) {
                    return status;
                }
            }
            return null;
        }

        private static Status of(Token token) {
            return token != null && token.kind() == Kind.ATOM ? of(token.text()) : null;
        }
    }

    /**
     * Whether the line is a response, and not data of a reply.
     *
     * @throws MalformedReplyException when it is neither
     */
    public static boolean isIn(Line line) throws MalformedReplyException {
        Token first = new Tokenizer(line).next();
        if (first != null && first.kind() == Kind.STRING) {
            return false;
        }
        if (Status.of(first) == null) {
            throw line.malformed("is neither data nor a response");
        }
        return true;
    }

    /** Whether a line, which need not be complete, begins as a response does. */
    public static boolean isBegunBy(Line line) throws MalformedReplyException {
        String text = line.texts().get(0).stripLeading();
        return !text.startsWith("\"") && Status.of(new Tokenizer(line).next()) != null;
    }

    /** Reads a response; a missing text, a missing code, and a text without quotes are accepted. */
    public static Response parse(Line line) throws MalformedReplyException {
        Tokenizer tokenizer = new Tokenizer(line);
        Status status = Status.of(tokenizer.next());
        if (status == null) {
            throw line.malformed("is no response");
        }
        ResponseCode code = tokenizer.atCode() ? code(tokenizer) : null;
        return new Response(status, code, tokenizer.rest());
    }

    /** Reads a code from its opening bracket to its closing one, or to the end of the line. */
    private static ResponseCode code(Tokenizer tokenizer) throws MalformedReplyException {
        List<String> words = new ArrayList<>();
        int depth = 0;
        for (Token token = tokenizer.next(); token != null; token = tokenizer.next()) {
            depth += token.kind() == Kind.OPEN ? 1 : token.kind() == Kind.CLOSE ? -1 : 0;
            if (depth == 0) {
                break;
            }
            words.add(token.text());
        }
        String path = words.size() > 1 ? words.get(1).toUpperCase(Locale.ROOT) : "";
        String argument = String.join(" ", words.subList(Math.min(2, words.size()), words.size()));
        List<String> details = new ArrayList<>();
        int end = path.indexOf('/');
        String name = end < 0 ? path : path.substring(0, end);
        while (end >= 0 && end + 1 < path.length()) {
            int next = path.indexOf('/', end + 1);
            details.add(path.substring(end + 1, next < 0 ? path.length() : next));
            end = next;
        }
        return new ResponseCode(name, details, argument);
    }

    public boolean isOk() {
        return status == Status.OK;
    }

    /** The short form for a trace. */
    public Answer answer() {
        Optional<String> shown = code == null ? Optional.empty() : Optional.of(code.toString());
        return new Answer(status.name(), shown, status != Status.OK);
    }

    /** Whether the code has this name, with any details ("treat QUOTA/MAXSCRIPTS as QUOTA"). */
    public boolean hasCode(String name) {
        return code != null && code.name().equals(name);
    }

    /** The text, otherwise the code, otherwise the status: never empty. */
    public String explanation() {
        String lines = String.join("\n", Text.lines(text.strip()));
        if (!lines.isEmpty()) {
            return lines;
        }
        return code == null ? status.name() : code.toString();
    }

    /** The same response without secrets, as an exception may show it. */
    public Response redacted(Trace trace) {
        String whole = explanation();
        String shown = trace.forException(whole);
        ResponseCode shownCode = code == null ? null : redacted(code, trace);
        return new Response(status, shownCode, shown.equals(whole) ? text : shown);
    }

    /** The argument of SASL is data of the mechanism. */
    private static ResponseCode redacted(ResponseCode code, Trace trace) {
        List<String> details = new ArrayList<>();
        for (String detail : code.details()) {
            details.add(redactedWord(detail, trace));
        }
        String argument = code.name().equals("SASL") ? code.argument() : trace.forException(code.argument());
        return new ResponseCode(redactedWord(code.name(), trace), details, argument);
    }

    private static String redactedWord(String word, Trace trace) {
        return STANDARD_CODES.contains(word) ? word : trace.forException(word);
    }
}
