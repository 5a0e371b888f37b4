package dev.parley.sieve.dialog;

import dev.parley.sieve.protocol.Capabilities;
import dev.parley.sieve.protocol.Command;
import dev.parley.sieve.protocol.GarbledReplyException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A question whose answer cannot be mistaken for any other reply: once it is read, the next reply belongs to the next
 * command. Where a server may say more, or less, than it was asked for, losing step would be silent and for good.
 *
 * @param tag what the answer repeats (RFC 5804 s2.13); empty when the answer is a capability listing
 */
record Resync(Command question, Optional<String> tag) {

    /** Where the server may or may not list its capabilities unasked: after STARTTLS and after AUTHENTICATE. */
    static Resync atBorder(Capabilities known, int number) {
        return known.hasVersion() ? noop(tag(number)) : capability();
    }

    /**
     * After a refused command with a literal. The server may have left the literal unread, and will then run its octets
     * as commands; so the question must not be among them.
     *
     * @return empty when there is no such question: the link can only be closed
     */
    static Optional<Resync> after(Command refused, Capabilities known, int number) {
        String octets = new String(refused.wire(), StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        Resync question = known.hasVersion() ? noop(tag(number)) : capability();
        String asked = question.tag().orElse(question.question().verb());
        return octets.contains(asked.toUpperCase(Locale.ROOT)) ? Optional.empty() : Optional.of(question);
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
