package dev.parley.smtp.connection;

import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Path;
import java.util.List;

/**
 * Who a message is from and to, on the wire (RFC 5321 s2.3.1).
 *
 * @param parameters what the sender asks for with MAIL, without what the dialog adds by itself
 */
public record Envelope(Path sender, List<String> parameters, List<Recipient> recipients) {

    /** One recipient, with what is asked for with its RCPT. */
    public record Recipient(Path path, List<String> parameters) {
        Command command() {
            return new Command.Rcpt(path, parameters);
        }
    }

    /** The same for the recipients at these places. */
    Envelope to(List<Integer> places) {
        return places.size() == recipients.size()
                ? this
                : new Envelope(
                        sender, parameters, places.stream().map(recipients::get).toList());
    }

    public boolean isAscii() {
        return sender.isAscii()
                && recipients.stream().allMatch(recipient -> recipient.path().isAscii());
    }
}
