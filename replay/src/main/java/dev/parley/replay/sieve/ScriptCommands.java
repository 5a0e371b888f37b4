package dev.parley.replay.sieve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** The commands of a user who has logged in (RFC 5804 s2.5 to s2.12). */
final class ScriptCommands {
    private final ScriptShelf shelf;

    ScriptCommands(ScriptShelf shelf) {
        this.shelf = shelf;
    }

    /** Writes the data before the response, if any, and returns the response. */
    Reply answer(Command command, OutputStream out) throws IOException, BadCommand {
        return switch (command.verb()) {
            case "HAVESPACE" -> haveSpace(command.expect(2, 2));
            case "PUTSCRIPT" -> put(command.expect(2, 2));
            case "LISTSCRIPTS" -> list(command.expect(0, 0), out);
            case "SETACTIVE" -> shelf.activate(command.expect(1, 1).nameOrNone(0));
            case "GETSCRIPT" -> get(command.expect(1, 1), out);
            case "DELETESCRIPT" -> shelf.delete(command.expect(1, 1).name(0));
            case "RENAMESCRIPT" -> rename(command.expect(2, 2));
            case "CHECKSCRIPT" -> check(command.expect(1, 1));
            default -> throw new BadCommand("Unknown command.");
        };
    }

    private Reply haveSpace(Command command) throws BadCommand {
        return shelf.haveSpace(command.name(0), command.number(1));
    }

    private Reply put(Command command) throws BadCommand {
        String name = command.name(0);
        Argument.Text script = command.text(1);
        if (script.isTooLarge()) {
            return shelf.haveSpace(name, script.length());
        }
        Optional<String> error = SieveCheck.firstError(script.octets());
        if (error.isPresent()) {
            return Reply.no(name + ": " + error.get() + "\r\n" + name + ": error: the script was not stored.");
        }
        return shelf.put(name, script.octets());
    }

    private Reply check(Command command) throws BadCommand {
        Argument.Text script = command.text(0);
        if (script.isTooLarge()) {
            return Reply.no("A script of " + script.length() + " octets is too large to check.");
        }
        return SieveCheck.firstError(script.octets()).map(Reply::no).orElseGet(() -> Reply.ok("No errors."));
    }

    private Reply list(Command command, OutputStream out) throws IOException {
        for (ScriptShelf.Entry entry : shelf.list()) {
            out.write(Reply.string(entry.name()));
            out.write((entry.active() ? " ACTIVE\r\n" : "\r\n").getBytes(US_ASCII));
        }
        return Reply.ok("Listed.");
    }

    private Reply get(Command command, OutputStream out) throws IOException, BadCommand {
        String name = command.name(0);
        Optional<byte[]> script = shelf.get(name);
        if (script.isEmpty()) {
            return ScriptShelf.nonexistent(name);
        }
        out.write(Reply.literal(script.get()));
        out.write('\r');
        out.write('\n');
        return Reply.ok("Sent.");
    }

    private Reply rename(Command command) throws BadCommand {
        return shelf.rename(command.name(0), command.name(1));
    }
}
