package dev.parley.replay.smtp;

import java.util.List;
import java.util.Optional;

/**
 * A message that a {@link SmtpServer} received.
 *
 * @param sender of the envelope; empty: the null reverse-path (RFC 5321 s4.5.5)
 * @param recipients of the envelope that the server accepted
 * @param user who had logged in
 * @param secured whether it was received over TLS
 * @param content the octets between the reply to DATA and the single dot, without dot-stuffing
 */
public record ReceivedMail(
        String sender, List<String> recipients, Optional<String> user, boolean secured, byte[] content) {
    public ReceivedMail {
        recipients = List.copyOf(recipients);
    }
}
