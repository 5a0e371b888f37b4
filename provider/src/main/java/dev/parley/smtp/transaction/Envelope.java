package dev.parley.smtp.transaction;

import dev.parley.smtp.SendOptions;
import dev.parley.smtp.protocol.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The envelope of a message (RFC 5321 s2.3.1).
 *
 * @param options the parameters of MAIL and RCPT that the application requests
 */
public record Envelope(Path sender, List<Path> recipients, EnvelopeOptions options) {

    /** The same envelope for the recipients at these indexes. */
    Envelope only(List<Integer> indexes) {
        if (indexes.size() == recipients.size()) {
            return this;
        }
        List<Path> some = new ArrayList<>(indexes.size());
        for (int index : indexes) {
            some.add(recipients.get(index));
        }
        return new Envelope(sender, some, options);
    }

    /** Whether a reply to the content is requested for each of several recipients. One recipient has the only reply. */
    boolean wantsPerRecipientReplies() {
        SendOptions requests = options.requests();
        return requests != null && requests.wantsPerRecipientReplies() && recipients.size() > 1;
    }

    public boolean isAscii() {
        for (int i = 0; i < recipients.size(); i++) {
            if (!recipients.get(i).isAscii()) {
                return false;
            }
        }
        return sender.isAscii();
    }
}
