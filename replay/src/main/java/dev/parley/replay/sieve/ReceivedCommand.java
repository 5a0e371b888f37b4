package dev.parley.replay.sieve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;

/** One command as the client sent it. Its arguments are checked when they are read. */
record ReceivedCommand(String verb, List<Argument> arguments) {
    private static final int NAME_LIMIT = 512;

    int count() {
        return arguments.size();
    }

    ReceivedCommand expect(int atLeast, int atMost) throws InvalidCommandException {
        if (count() < atLeast || count() > atMost) {
            String wanted = atLeast == atMost ? String.valueOf(atMost) : atLeast + " to " + atMost;
            throw new InvalidCommandException(verb + " takes " + wanted + " arguments, not " + count() + ".");
        }
        return this;
    }

    Argument.Text text(int index) throws InvalidCommandException {
        if (arguments.get(index) instanceof Argument.Text text) {
            return text;
        }
        throw new InvalidCommandException("Argument " + (index + 1) + " of " + verb + " must be a string.");
    }

    long number(int index) throws InvalidCommandException {
        if (arguments.get(index) instanceof Argument.Numeral numeral) {
            return numeral.value();
        }
        throw new InvalidCommandException("Argument " + (index + 1) + " of " + verb + " must be a number.");
    }

    String name(int index) throws InvalidCommandException {
        String name = nameOrNone(index);
        if (name.isEmpty()) {
            throw new InvalidCommandException("A script name must not be empty.");
        }
        return name;
    }

    /** RFC 5804 s1.6; the empty name is for SETACTIVE alone. */
    String nameOrNone(int index) throws InvalidCommandException {
        Argument.Text text = text(index);
        if (text.length() > NAME_LIMIT) {
            throw new InvalidCommandException("A script name has at most " + NAME_LIMIT + " octets.");
        }
        String name;
        try {
            name = UTF_8.newDecoder().decode(ByteBuffer.wrap(text.octets())).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidCommandException("A script name must be UTF-8.");
        }
        if (name.chars().anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029)) {
            throw new InvalidCommandException("A script name must not contain control characters or line ends.");
        }
        return name;
    }
}
