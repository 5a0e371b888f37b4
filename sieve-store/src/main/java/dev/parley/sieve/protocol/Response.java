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
 * @param code {@link ResponseCode#NONE} where the server sent none, or an empty one
 * @param text empty where the server sent none; line ends inside are the server's
 */
public record Response(Status status, ResponseCode code, String text) {
    /** Words of response codes that {@link #redacted} keeps: if one equals the password, the code must still be recognized. */
    private static final Set<String> STANDARD_CODES = Set.of(
            "ACTIVE",
            "ALREADYEXISTS",
            "AUTH-TOO-WEAK",
            "ENCRYPT-NEEDED",
            "MAXSCRIPTS",
            "MAXSIZE",
            "MAXSTORAGE",
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
        ResponseCode code = tokenizer.atCode() ? code(tokenizer) : ResponseCode.NONE;
        return new Response(status, code, tokenizer.rest());
    }

    /** Reads a code from its opening bracket to its closing one, or to the end of the line. */
    private static ResponseCode code(Tokenizer tokenizer) throws MalformedReplyException {
        tokenizer.next();
        List<String> words = new ArrayList<>();
        int depth = 1;
        for (Token token = tokenizer.next(); token != null; token = tokenizer.next()) {
            depth += token.kind() == Kind.OPEN ? 1 : token.kind() == Kind.CLOSE ? -1 : 0;
            if (depth == 0) {
                break;
            }
            words.add(token.text());
        }
        String nameAndDetails = words.isEmpty() ? "" : words.remove(0).toUpperCase(Locale.ROOT);
        int end = nameAndDetails.indexOf('/');
        String name = end < 0 ? nameAndDetails : nameAndDetails.substring(0, end);
        if (name.isEmpty()) {
            return ResponseCode.NONE;
        }
        List<String> details = new ArrayList<>();
        while (end >= 0 && end + 1 < nameAndDetails.length()) {
            int next = nameAndDetails.indexOf('/', end + 1);
            details.add(nameAndDetails.substring(end + 1, next < 0 ? nameAndDetails.length() : next));
            end = next;
        }
        return new ResponseCode(name, details, String.join(" ", words));
    }

    public boolean isOk() {
        return status == Status.OK;
    }

    /** The short form for a trace. */
    public Answer answer() {
        Optional<String> shown = hasCode() ? Optional.of(code.toString()) : Optional.empty();
        return new Answer(status.name(), shown, status != Status.OK);
    }

    public boolean hasCode() {
        return !code.name().isEmpty();
    }

    /** Whether the code has this name, with any details ("treat QUOTA/MAXSCRIPTS as QUOTA"). */
    public boolean hasCode(String name) {
        return code.name().equals(name);
    }

    /** The text, otherwise the code, otherwise the status: never empty. */
    public String explanation() {
        String lines = String.join("\n", Text.lines(text.strip()));
        if (!lines.isEmpty()) {
            return lines;
        }
        return hasCode() ? code.toString() : status.name();
    }

    /**
     * The same response without secrets, as an exception may show it. An argument that is used, and not shown, is kept: of
     * SASL it is data of the mechanism, of REFERRAL the URL to connect to.
     */
    public Response redacted(Trace trace) {
        String whole = explanation();
        String shown = trace.forException(whole);
        List<String> details = new ArrayList<>();
        for (String detail : code.details()) {
            details.add(redactedWord(detail, trace));
        }
        boolean keepsArgument = hasCode("SASL") || hasCode("REFERRAL");
        String argument = keepsArgument ? code.argument() : trace.forException(code.argument());
        ResponseCode shownCode = new ResponseCode(redactedWord(code.name(), trace), details, argument);
        return new Response(status, shownCode, shown.equals(whole) ? text : shown);
    }

    private static String redactedWord(String word, Trace trace) {
        return STANDARD_CODES.contains(word) ? word : trace.forException(word);
    }
}
