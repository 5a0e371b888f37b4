package dev.parley.sieve.protocol;

import dev.parley.wire.MalformedReplyException;

/** Decides whether a reply can be the reply to a command. One that cannot belongs to another command. */
public final class ReplyValidator {
    private ReplyValidator() {}

    public static boolean matches(Command command, Reply reply) throws MalformedReplyException {
        boolean tagged = reply.response().hasCode("TAG");
        return switch (command.verb()) {
            // After its OK there is TLS, and no further command may be sent in clear.
            case "STARTTLS" -> true;
            case "CAPABILITY" -> !reply.isOk() || reply.listsCapabilities();
            case "LISTSCRIPTS" -> !tagged;
            case "GETSCRIPT" -> !tagged && reply.data().size() == (reply.isOk() ? 1 : 0);
            default -> !tagged && reply.data().isEmpty();
        };
    }
}
