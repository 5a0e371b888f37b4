package dev.parley.replay.sieve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;

/** One command as the client sent it. Its arguments are checked when they are read. */
record Command(String verb, List<Argument> arguments) {
    private static final int NAME_LIMIT = 512;

    int count() {
        return arguments.size();
    }

    Command expect(int atLeast, int atMost) throws BadCommand {
        if (count() < atLeast || count() > atMost) {
            String wanted = atLeast == atMost ? String.valueOf(atMost) : atLeast + " to " + atMost;
            throw new BadCommand(verb + " takes " + wanted + " arguments, not " + count() + ".");
        }
        return this;
    }

    Argument.Text text(int index) throws BadCommand {
        if (arguments.get(index) instanceof Argument.Text text) {
            return text;
        }
        throw new BadCommand("Argument " + (index + 1) + " of " + verb + " is a string.");
    }

    long number(int index) throws BadCommand {
        if (arguments.get(index) instanceof Argument.Numeral numeral) {
            return numeral.value();
        }
        throw new BadCommand("Argument " + (index + 1) + " of " + verb + " is a number.");
    }

    String name(int index) throws BadCommand {
        String name = nameOrNone(index);
        if (name.isEmpty()) {
            throw new BadCommand("A script name is not empty.");
        }
        return name;
    }

    /** RFC 5804 s1.6; the empty name is for SETACTIVE alone. */
    String nameOrNone(int index) throws BadCommand {
        Argument.Text text = text(index);
        if (text.length() > NAME_LIMIT) {
            throw new BadCommand("A script name has at most " + NAME_LIMIT + " octets.");
        }
        String name;
        try {
            name = UTF_8.newDecoder().decode(ByteBuffer.wrap(text.octets())).toString();
        } catch (CharacterCodingException e) {
            throw new BadCommand("A script name is UTF-8.");
        }
        if (name.chars().anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029)) {
            throw new BadCommand("A script name has no control characters and no line ends.");
        }
        return name;
    }
}
