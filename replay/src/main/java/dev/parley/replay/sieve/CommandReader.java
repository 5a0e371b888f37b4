package dev.parley.replay.sieve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

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
 * Parses commands (RFC 5804 s4). After an invalid command it continues at the start of the next one:
 * the rest of the line and the literals announced there are skipped, never run as commands. Lines may end with a bare
 * LF.
 */
final class CommandReader {
    static final int LINE_LIMIT = 64 * 1024;
    static final int LITERAL_LIMIT = ScriptShelf.MAX_SIZE;

    private static final int MOST_ARGUMENTS = 3;
    private static final long NUMBER_LIMIT = 1L << 32;
    private static final int NOTHING_PEEKED = -1;
    private static final Pattern ANNOUNCED_LITERAL = Pattern.compile(".*\\{(\\d+)\\+}", Pattern.DOTALL);

    private static final Set<String> NAMELESS = Set.of("AUTHENTICATE", "NOOP", "CHECKSCRIPT");

    private final BufferedInputStream in;
    private final Conduct conduct;
    private int peeked = NOTHING_PEEKED;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int lineOctets;

    CommandReader(InputStream in, Conduct conduct) {
        this.in = new BufferedInputStream(in);
        this.conduct = conduct;
    }

    Command command() throws IOException, BadCommand {
        return wholeLine(() -> {
            String verb = verb();
            List<Argument> arguments = new ArrayList<>();
            while (skipSpaces()) {
                if (arguments.size() == MOST_ARGUMENTS) {
                    throw new BadCommand("Too many arguments.");
                }
                arguments.add(argument());
                refuseEarly(verb, arguments);
            }
            return new Command(verb, arguments);
        });
    }

    /** A line that consists of one string, as in a SASL exchange. */
    Argument.Text response() throws IOException, BadCommand {
        return wholeLine(() -> {
            if (argument() instanceof Argument.Text text && !skipSpaces()) {
                return text;
            }
            throw new BadCommand("The client's response is one string.");
        });
    }

    /** Whether unread octets have arrived. */
    boolean hasMore() throws IOException {
        return peeked != NOTHING_PEEKED || in.available() > 0;
    }

    /** Only the name is checked, and the rest of the command is not read. */
    private void refuseEarly(String verb, List<Argument> arguments) throws BadCommand {
        if (conduct.has(Habit.RUNS_REFUSED_LITERALS)
                && arguments.size() == 1
                && !NAMELESS.contains(verb)
                && arguments.get(0) instanceof Argument.Text name
                && isUnwanted(name)) {
            throw BadCommand.leavingTheRest("Did not specify legal script name.");
        }
    }

    /** Names that real servers reject. */
    private static boolean isUnwanted(Argument.Text name) {
        String text = new String(name.octets(), UTF_8);
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        return name.quoted() && !ascii
                || text.indexOf('\ufffd') >= 0
                || text.length() > 200
                || text.chars().anyMatch(c -> c == '/' || c < ' ' || c == 0x7f);
    }

    private interface Rule<T> {
        T read() throws IOException, BadCommand;
    }

    private <T> T wholeLine(Rule<T> rule) throws IOException, BadCommand {
        line.reset();
        lineOctets = 0;
        try {
            T result = rule.read();
            endOfLine();
            return result;
        } catch (BadCommand e) {
            if (e.leavesTheRest()) {
                skipLine();
            } else if (!e.isOutOfStep()) {
                skipRestOfCommand();
            }
            throw e;
        }
    }

    private String verb() throws IOException, BadCommand {
        StringBuilder verb = new StringBuilder();
        while (isLetter(peek())) {
            verb.append((char) take());
        }
        if (verb.isEmpty()) {
            throw new BadCommand("A command begins with its name.");
        }
        return verb.toString().toUpperCase(Locale.ROOT);
    }

    private boolean skipSpaces() throws IOException, BadCommand {
        int spaces = 0;
        while (peek() == ' ') {
            take();
            spaces++;
        }
        boolean atEnd = peek() == '\r' || peek() == '\n';
        if (spaces == 0 && !atEnd) {
            throw new BadCommand("Expected a space or the end of the line.");
        }
        return !atEnd;
    }

    private Argument argument() throws IOException, BadCommand {
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
        throw new BadCommand("An argument is a quoted string, a literal or a number.");
    }

    private Argument.Text quoted() throws IOException, BadCommand {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        take();
        while (peek() != '"') {
            if (peek() == '\\') {
                take();
                if (peek() != '"' && peek() != '\\') {
                    throw new BadCommand("A backslash in a quoted string stands before a quote or a backslash only.");
                }
            } else if (peek() == '\r' || peek() == '\n' || peek() == 0) {
                throw new BadCommand("A quoted string holds no CR, LF or NUL; send a literal.");
            }
            octets.write(take());
        }
        take();
        return new Argument.Text(octets.toByteArray(), octets.size(), true);
    }

    private Argument.Text literal() throws IOException, BadCommand {
        take();
        if (!isDigit(peek())) {
            throw new BadCommand("A literal begins with {n+}.");
        }
        long length = number();
        boolean nonSynchronizing = peek() == '+';
        if (nonSynchronizing) {
            take();
        }
        if (peek() != '}') {
            throw new BadCommand("A literal begins with {n+}.");
        }
        take();
        if (!nonSynchronizing) {
            throw BadCommand.outOfStep("A client's literals begin with {n+}, never with {n}.");
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

    private long number() throws IOException, BadCommand {
        long number = 0;
        while (isDigit(peek())) {
            number = number * 10 + (take() - '0');
            if (number >= NUMBER_LIMIT) {
                throw new BadCommand("A number is less than 4294967296.");
            }
        }
        return number;
    }

    private void endOfLine() throws IOException, BadCommand {
        if (peek() == '\r') {
            take();
        }
        if (peek() != '\n') {
            throw new BadCommand("Expected the end of the line.");
        }
        take();
    }

    private void skipLine() throws IOException {
        while (take() != '\n') {
            continue;
        }
    }

    private void skipRestOfCommand() throws IOException {
        while (true) {
            while (peek() != '\n') {
                take();
            }
            Matcher literal = ANNOUNCED_LITERAL.matcher(line.toString(US_ASCII).stripTrailing());
            take();
            if (!literal.matches()) {
                return;
            }
            skipLiteral(literal.group(1));
        }
    }

    private void skipLiteral(String length) throws IOException {
        if (length.length() > 10 || Long.parseLong(length) >= NUMBER_LIMIT) {
            throw new Farewell("A literal of " + length + " octets is never sent in full.");
        }
        in.skipNBytes(Long.parseLong(length));
    }

    private int peek() throws IOException {
        if (peeked == NOTHING_PEEKED) {
            peeked = in.read();
            if (peeked < 0) {
                throw new EOFException();
            }
        }
        return peeked;
    }

    private int take() throws IOException {
        int octet = peek();
        if (++lineOctets > LINE_LIMIT) {
            throw new Farewell("A command has at most " + LINE_LIMIT + " octets outside its literals.");
        }
        peeked = NOTHING_PEEKED;
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
