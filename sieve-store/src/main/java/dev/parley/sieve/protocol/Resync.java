package dev.parley.sieve.protocol;

import dev.parley.sieve.SieveCapabilities;
import dev.parley.wire.MalformedReplyException;

/**
 * A command whose reply cannot be mistaken for another one: after it, the next reply belongs to the next command. It is
 * needed where a server may have sent more replies, or fewer, than there were commands.
 *
 * @param tag the server repeats it in the reply (RFC 5804 s2.13); null: the reply is a capability listing
 */
public record Resync(Command command, String tag) {

    /** NOOP where the server supports it, otherwise CAPABILITY. */
    public static Resync of(SieveCapabilities known, int number) {
        if (!known.has("VERSION")) {
            return new Resync(Command.capability(), null);
        }
        String tag = "parley-" + number;
        return new Resync(Command.noop(tag), tag);
    }

    /**
     * A word that a rejected command must not contain. The server may have left a literal unread, and then runs its octets
     * as commands; with this word among them they could cause the expected reply.
     */
    public String mark() {
        return tag == null ? command.verb() : tag;
    }

    public boolean isAnsweredBy(Reply reply) throws MalformedReplyException {
        return tag == null
                ? reply.listsCapabilities()
                : reply.response().hasCode("TAG")
                        && reply.response().code().argument().equals(tag);
    }
}
