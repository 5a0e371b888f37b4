package dev.parley.sieve.dialog;

import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.GarbledReplyException;

/** What the reply to a command must look like. One that does not belongs to another command: step has been lost. */
final class Shape {
    private Shape() {}

    static boolean fits(Command command, Reply reply) throws GarbledReplyException {
        boolean tagged = reply.response().says("TAG");
        return switch (command.verb()) {
            // Behind its OK there is TLS, and nothing more may be asked in clear.
            case "STARTTLS" -> true;
            case "CAPABILITY" -> !reply.isOk() || reply.listsCapabilities();
            case "LISTSCRIPTS" -> !tagged;
            case "GETSCRIPT" -> !tagged && reply.data().size() == (reply.isOk() ? 1 : 0);
            default -> !tagged && reply.data().isEmpty();
        };
    }
}
