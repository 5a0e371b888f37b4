package dev.parley.smtp.dialog;

import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import java.util.List;
import java.util.Optional;

/**
 * What became of one message.
 *
 * @param recipients the reply to each RCPT, in the envelope's order; empty where none was heard
 */
public record Delivery(List<Optional<Reply>> recipients, Outcome outcome) {

    /** How the transaction ended. */
    public sealed interface Outcome {}

    /** The server took the message for every recipient it had accepted. */
    public record Accepted(Reply reply) implements Outcome {}

    /** The server refused the sender, the content or its announcement. */
    public record Refused(Command command, Reply reply) implements Outcome {}

    /** Recipients were refused, and the message was not sent to the others either. */
    public record Withheld() implements Outcome {}

    /** The dialog broke. */
    public record Broken(BrokenDialogException failure) implements Outcome {}
}
