package dev.parley.replay.sieve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.replay.sieve.InvalidCommandException.Recovery;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses commands (RFC 5804 s4). After an invalid command it continues at the start of the next one: the rest of the line
 * and the literals announced there are skipped, and not executed as commands. Lines may end with a bare LF.
 */
final class CommandReader {
    static final int LINE_LIMIT = 64 * 1024;
    static final int LITERAL_LIMIT = ScriptStorage.MAX_SIZE;

    private static final int MAX_ARGUMENTS = 3;
    private static final long NUMBER_LIMIT = 1L << 32;
    private static final int NONE = -1;
    private static final Pattern ANNOUNCED_LITERAL = Pattern.compile(".*\\{(\\d+)\\+}", Pattern.DOTALL);

    private static final Set<String> WITHOUT_NAME = Set.of("AUTHENTICATE", "NOOP", "CHECKSCRIPT");

    private final BufferedInputStream in;
    private final ServerBehaviour behaviour;
    private int peeked = NONE;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int lineOctets;

    CommandReader(InputStream in, ServerBehaviour behaviour) {
        this.in = new BufferedInputStream(in);
        this.behaviour = behaviour;
    }

    ReceivedCommand command() throws IOException, InvalidCommandException {
        return wholeLine(() -> {
            String verb = verb();
            List<Argument> arguments = new ArrayList<>();
            while (skipSpaces()) {
                if (arguments.size() == MAX_ARGUMENTS) {
                    throw new InvalidCommandException("Too many arguments.");
                }
                arguments.add(argument());
                rejectName(verb, arguments);
            }
            return new ReceivedCommand(verb, arguments);
        });
    }

    /** A line that consists of one string, as in a SASL exchange. */
    Argument.Text response() throws IOException, InvalidCommandException {
        return wholeLine(() -> {
            if (argument() instanceof Argument.Text text && !skipSpaces()) {
                return text;
            }
            throw new InvalidCommandException("The client's response must be one string.");
        });
    }

    /** Whether unread octets have arrived. */
    boolean hasInput() throws IOException {
        return peeked != NONE || in.available() > 0;
    }

    /** Rejects a name before the rest of the command is read. */
    private void rejectName(String verb, List<Argument> arguments) throws InvalidCommandException {
        if (behaviour.has(Habit.RUNS_REFUSED_LITERALS)
                && arguments.size() == 1
                && !WITHOUT_NAME.contains(verb)
                && arguments.get(0) instanceof Argument.Text name
                && isRejectedByRealServers(name)) {
            throw new InvalidCommandException("Did not specify legal script name.", Recovery.SKIP_LINE);
        }
    }

    private static boolean isRejectedByRealServers(Argument.Text name) {
        String text = new String(name.octets(), UTF_8);
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        return name.quoted() && !ascii
                || text.indexOf('\ufffd') >= 0
                || text.length() > 200
                || text.chars().anyMatch(c -> c == '/' || c < ' ' || c == 0x7f);
    }

    private interface Rule<T> {
        T read() throws IOException, InvalidCommandException;
    }

    private <T> T wholeLine(Rule<T> rule) throws IOException, InvalidCommandException {
        line.reset();
        lineOctets = 0;
        try {
            T result = rule.read();
            endOfLine();
            return result;
        } catch (InvalidCommandException e) {
            switch (e.recovery()) {
                case SKIP_COMMAND -> skipRestOfCommand();
                case SKIP_LINE -> skipLine();
                case CLOSE -> {}
            }
            throw e;
        }
    }

    private String verb() throws IOException, InvalidCommandException {
        StringBuilder verb = new StringBuilder();
        while (isLetter(peek())) {
            verb.append((char) next());
        }
        if (verb.isEmpty()) {
            throw new InvalidCommandException("A command must begin with its name.");
        }
        return verb.toString().toUpperCase(Locale.ROOT);
    }

    private boolean skipSpaces() throws IOException, InvalidCommandException {
        int spaces = 0;
        while (peek() == ' ') {
            next();
            spaces++;
        }
        boolean atEnd = peek() == '\r' || peek() == '\n';
        if (spaces == 0 && !atEnd) {
            throw new InvalidCommandException("Expected a space or the end of the line.");
        }
        return !atEnd;
    }

    private Argument argument() throws IOException, InvalidCommandException {
        int first = peek();
        if (first == '"') {
            return quoted();
        }
        if (first == '{') {
            return literal();
        }
        if (isDigit(first)) {
            return new Argument.Numeral(number());
        }
        throw new InvalidCommandException("An argument must be a quoted string, a literal or a number.");
    }

    private Argument.Text quoted() throws IOException, InvalidCommandException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        next();
        while (peek() != '"') {
            if (peek() == '\\') {
                next();
                if (peek() != '"' && peek() != '\\') {
                    throw new InvalidCommandException(
                            "In a quoted string, a backslash may precede only a quote or a backslash.");
                }
            } else if (peek() == '\r' || peek() == '\n' || peek() == 0) {
                throw new InvalidCommandException("A quoted string cannot contain CR, LF or NUL; send a literal.");
            }
            octets.write(next());
        }
        next();
        return new Argument.Text(octets.toByteArray(), octets.size(), true);
    }

    private Argument.Text literal() throws IOException, InvalidCommandException {
        next();
        if (!isDigit(peek())) {
            throw new InvalidCommandException("A literal must begin with {n+}.");
        }
        long length = number();
        boolean nonSynchronizing = peek() == '+';
        if (nonSynchronizing) {
            next();
        }
        if (peek() != '}') {
            throw new InvalidCommandException("A literal must begin with {n+}.");
        }
        next();
        if (!nonSynchronizing) {
            throw new InvalidCommandException(
                    "A client's literals must begin with {n+}, not with {n}.", Recovery.CLOSE);
        }
        endOfLine();
        if (length > LITERAL_LIMIT) {
            in.skipNBytes(length);
            return new Argument.Text(new byte[0], length, false);
        }
        byte[] octets = in.readNBytes((int) length);
        if (octets.length < length) {
            throw new EOFException();
        }
        return new Argument.Text(octets, length, false);
    }

    private long number() throws IOException, InvalidCommandException {
        long number = 0;
        while (isDigit(peek())) {
            number = number * 10 + (next() - '0');
            if (number >= NUMBER_LIMIT) {
                throw new InvalidCommandException("A number must be less than 4294967296.");
            }
        }
        return number;
    }

    private void endOfLine() throws IOException, InvalidCommandException {
        if (peek() == '\r') {
            next();
        }
        if (peek() != '\n') {
            throw new InvalidCommandException("Expected the end of the line.");
        }
        next();
    }

    private void skipLine() throws IOException {
        while (next() != '\n') {
            continue;
        }
    }

    private void skipRestOfCommand() throws IOException {
        while (true) {
            while (peek() != '\n') {
                next();
            }
            Matcher literal = ANNOUNCED_LITERAL.matcher(line.toString(US_ASCII).stripTrailing());
            next();
            if (!literal.matches()) {
                return;
            }
            skipLiteral(literal.group(1));
        }
    }

    private void skipLiteral(String length) throws IOException {
        if (length.length() > 10 || Long.parseLong(length) >= NUMBER_LIMIT) {
            throw new ByeException("A literal of " + length + " octets is too large.");
        }
        in.skipNBytes(Long.parseLong(length));
    }

    private int peek() throws IOException {
        if (peeked == NONE) {
            peeked = in.read();
            if (peeked < 0) {
                throw new EOFException();
            }
        }
        return peeked;
    }

    private int next() throws IOException {
        int octet = peek();
        if (++lineOctets > LINE_LIMIT) {
            throw new ByeException("A command has at most " + LINE_LIMIT + " octets outside its literals.");
        }
        peeked = NONE;
        if (octet == '\n') {
            line.reset();
        } else {
            line.write(octet);
        }
        return octet;
    }

    private static boolean isLetter(int octet) {
        return octet >= 'A' && octet <= 'Z' || octet >= 'a' && octet <= 'z';
    }

    private static boolean isDigit(int octet) {
        return octet >= '0' && octet <= '9';
    }
}
