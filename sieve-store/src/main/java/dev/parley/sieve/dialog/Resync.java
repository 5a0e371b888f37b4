package dev.parley.sieve.dialog;

import dev.parley.sieve.protocol.Capabilities;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.GarbledReplyException;
import java.util.Optional;

/**
 * A question whose answer cannot be mistaken for any other reply: once it is read, the next reply belongs to the next
 * command. Where a server may say more, or less, than it was asked for, losing step would be silent and for good.
 *
 * @param tag what the answer repeats (RFC 5804 s2.13); empty when the answer is a capability listing
 */
record Resync(Command question, Optional<String> tag) {

    /** A question to a server that can do what is known of it: NOOP if it knows that, else CAPABILITY. */
    static Resync of(Capabilities known, int number) {
        return known.hasVersion() ? noop(tag(number)) : capability();
    }

    /**
     * What the octets of a refused command must not hold. The server may have left a literal unread, and will then run
     * its octets as commands; with this among them they could ask the question by themselves.
     */
    String mark() {
        return tag.orElse(question.verb());
    }

    boolean isAnsweredBy(Reply reply) throws GarbledReplyException {
        return tag.isPresent()
                ? reply.response().says("TAG")
                        && reply.response().code().get().argument().equals(tag.get())
                : reply.listsCapabilities();
    }

    private static Resync noop(String tag) {
        return new Resync(Command.noop(tag), Optional.of(tag));
    }

    private static Resync capability() {
        return new Resync(Command.capability(), Optional.empty());
    }

    private static String tag(int number) {
        return "parley-" + number;
    }
}
