package dev.parley.bench;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.util.Collections;

/** How an application sends the same message so many times. */
public enum Way {
    /** Over one transport that it holds. */
    ONE_TRANSPORT,
    /** As {@code Transport.send} does: connected and closed for each message. */
    TRANSPORT_SEND,
    /** Over one transport, all with {@link SmtpTransport#sendAll}; where there is none, one by one. */
    SEND_ALL;

    /**
     * Sends.
     *
     * @param user who logs in, or null
     * @throws MessagingException when not every message was delivered
     */
    public void send(Client client, Session session, String user, Message message, int times)
            throws MessagingException {
        if (this == TRANSPORT_SEND) {
            for (int i = 0; i < times; i++) {
                sendOver(client, session, user, message, 1);
            }
        } else {
            sendOver(client, session, user, message, times);
        }
    }

    private void sendOver(Client client, Session session, String user, Message message, int times)
            throws MessagingException {
        try (Transport transport = client.transport(session)) {
            transport.connect(user, user == null ? null : "secret");
            if (this == SEND_ALL && transport instanceof SmtpTransport ours) {
                for (Delivery delivery : ours.sendAll(Collections.nCopies(times, message))) {
                    if (!delivery.isComplete()) {
                        throw new MessagingException(delivery.toString());
                    }
                }
                return;
            }
            for (int i = 0; i < times; i++) {
                transport.sendMessage(message, message.getAllRecipients());
            }
        }
    }
}
