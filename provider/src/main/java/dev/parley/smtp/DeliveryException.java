package dev.parley.smtp;

import jakarta.mail.Address;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/** Angus Mail's exception for a message that did not reach all recipients, with the {@link Delivery}. */
@SuppressWarnings("exports") // The module of Angus Mail is optional: the bundle jar has its classes in jakarta.mail.
public final class DeliveryException extends SMTPSendFailedException implements Rejection {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Delivery delivery; // null: this exception was serialized
    private final boolean uncertain;

    /**
     * Creates an exception as the transport throws it.
     *
     * @param command the command that failed; "." for the end of the content
     * @param code the reply code; -1 without a reply
     * @param text the message
     * @param next the next exception of the chain; null if there is none
     * @param sent the addresses that the message was sent to; null if there are none
     * @param unsent the valid addresses that the message was not sent to; null if there are none
     * @param invalid the rejected addresses; null if there are none
     * @param delivery the result for each recipient
     */
    public DeliveryException(
            String command,
            int code,
            String text,
            @Nullable Exception next,
            Address @Nullable [] sent,
            Address @Nullable [] unsent,
            Address @Nullable [] invalid,
            Delivery delivery) {
        super(command, code, text, next, sent, unsent, invalid);
        this.delivery = delivery;
        this.uncertain = delivery.isUncertain();
    }

    /** Type and message; the next exceptions of the chain follow as causes. */
    @Override
    public String toString() {
        return getClass().getName() + ": " + getMessage();
    }

    /**
     * Whether a recipient may have received the message although no reply confirms it, because the connection broke after the
     * end of the content (RFC 5321 s4.5.3.2.6): sending again may deliver it twice. Also known after serialization.
     */
    public boolean isDeliveryUncertain() {
        return uncertain;
    }

    /**
     * The reply that ended the transaction; empty if the connection broke. A message that was delivered to some recipients has
     * the positive reply here, and the rejections of the others in {@link Delivery#recipients()} and the next exceptions of
     * the chain.
     */
    @Override
    public Optional<Delivery.Reply> getReply() {
        return delivery == null ? Optional.empty() : delivery.reply();
    }

    /** The result for each recipient; null in an exception that was serialized. */
    public @Nullable Delivery getDelivery() {
        return delivery;
    }
}
