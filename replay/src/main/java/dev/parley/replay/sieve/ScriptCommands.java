package dev.parley.replay.sieve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** The commands of a user who has logged in (RFC 5804 s2.5 to s2.12). */
final class ScriptCommands {
    private final ScriptStorage storage;

    ScriptCommands(ScriptStorage storage) {
        this.storage = storage;
    }

    /** Writes the data before the response, if any, and returns the response. */
    ServerReply execute(ReceivedCommand command, OutputStream out) throws IOException, InvalidCommandException {
        return switch (command.verb()) {
            case "HAVESPACE" -> storage.haveSpace(command.expect(2, 2).name(0), command.number(1));
            case "PUTSCRIPT" -> put(command.expect(2, 2));
            case "LISTSCRIPTS" -> {
                command.expect(0, 0);
                yield list(out);
            }
            case "SETACTIVE" -> storage.activate(command.expect(1, 1).nameOrNone(0));
            case "GETSCRIPT" -> get(command.expect(1, 1), out);
            case "DELETESCRIPT" -> storage.delete(command.expect(1, 1).name(0));
            case "RENAMESCRIPT" -> storage.rename(command.expect(2, 2).name(0), command.name(1));
            case "CHECKSCRIPT" -> check(command.expect(1, 1));
            default -> throw new InvalidCommandException("Unknown command.");
        };
    }

    private ServerReply put(ReceivedCommand command) throws InvalidCommandException {
        String name = command.name(0);
        Argument.Text script = command.text(1);
        if (script.isTooLarge()) {
            return storage.haveSpace(name, script.length());
        }
        Optional<String> error = SieveCheck.firstError(script.octets());
        if (error.isPresent()) {
            return ServerReply.no(name + ": " + error.get() + "\r\n" + name + ": error: the script was not stored.");
        }
        return storage.put(name, script.octets());
    }

    private ServerReply check(ReceivedCommand command) throws InvalidCommandException {
        Argument.Text script = command.text(0);
        if (script.isTooLarge()) {
            return ServerReply.no("A script of " + script.length() + " octets is too large to check.");
        }
        return SieveCheck.firstError(script.octets())
                .map(ServerReply::no)
                .orElseGet(() -> ServerReply.ok("No errors."));
    }

    private ServerReply list(OutputStream out) throws IOException {
        for (ScriptStorage.Entry entry : storage.list()) {
            out.write(ServerReply.string(entry.name()));
            out.write((entry.active() ? " ACTIVE\r\n" : "\r\n").getBytes(US_ASCII));
        }
        return ServerReply.ok("Listed.");
    }

    private ServerReply get(ReceivedCommand command, OutputStream out) throws IOException, InvalidCommandException {
        String name = command.name(0);
        Optional<byte[]> script = storage.get(name);
        if (script.isEmpty()) {
            return ScriptStorage.nonexistent(name);
        }
        out.write(ServerReply.literal(script.get()));
        out.write('\r');
        out.write('\n');
        return ServerReply.ok("Sent.");
    }
}
