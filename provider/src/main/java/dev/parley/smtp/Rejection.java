package dev.parley.smtp;

import java.util.Optional;

/**
 * An exception that has the reply of the server which it reports. These exceptions of Parley are a Rejection:
 *
 * <ul>
 *   <li>the {@link DeliveryException} of a send,
 *   <li>the {@code SMTPAddressFailedException} of a rejected recipient, in the chain of the exception of the send
 *       ({@code getNextException}),
 *   <li>the {@code AuthenticationFailedException} of a rejected login,
 *   <li>the {@code MessagingException} of a rejected greeting, EHLO or STARTTLS.
 * </ul>
 *
 * <pre>
 * } catch (MessagingException e) {
 *     if (e instanceof Rejection rejection &amp;&amp; rejection.getEnhancedStatus().isPresent()) {
 *         ...
 * </pre>
 */
public interface Rejection {
    /** The reply; empty if the connection broke before one was received, and in an exception that was serialized. */
    Optional<Delivery.Reply> getReply();

    /** The enhanced status code of the reply, where it has one. */
    default Optional<EnhancedStatus> getEnhancedStatus() {
        return getReply().flatMap(Delivery.Reply::status);
    }
}
