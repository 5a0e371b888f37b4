package dev.parley.smtp.send;

import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Extension;
import dev.parley.smtp.protocol.Path;
import dev.parley.smtp.transaction.Envelope;
import dev.parley.smtp.transaction.RecipientPolicy;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * The sender and the recipients of a message. An address that cannot be sent to this server is found here, before the first
 * octet of the transaction.
 *
 * @param envelope has the valid ones of the recipients
 * @param recipients all of them, in their order
 */
record MessageEnvelope(Envelope envelope, List<Recipient> recipients) {

    /** @param rejectionReason why the address cannot be sent, and is not in the envelope; null for a valid one */
    record Recipient(InternetAddress address, String rejectionReason) {
        boolean isValid() {
            return rejectionReason == null;
        }

        /** The exception for an invalid one. */
        SMTPAddressFailedException failure() {
            return new SMTPAddressFailedException(address, "RCPT", -1, "invalid recipient: " + rejectionReason);
        }
    }

    /** The recipients with the members of groups instead of the groups (RFC 5322 s3.4), unless a group is empty. */
    static InternetAddress[] expand(Address[] addresses) throws MessagingException {
        InternetAddress[] expanded = new InternetAddress[addresses.length];
        int count = 0;
        for (int i = 0; i < addresses.length; i++) {
            if (!(addresses[i] instanceof InternetAddress internet)) {
                throw new MessagingException(addresses[i] + " is not an InternetAddress");
            }
            InternetAddress[] members = members(internet);
            if (members == null || members.length == 0) {
                expanded[count++] = internet;
            } else {
                expanded = Arrays.copyOf(expanded, expanded.length + members.length - 1);
                System.arraycopy(members, 0, expanded, count, members.length);
                count += members.length;
            }
        }
        return expanded;
    }

    /** @return null where the address is not a group */
    private static InternetAddress[] members(InternetAddress address) {
        try {
            return address.isGroup() ? address.getGroup(true) : null;
        } catch (ParseException e) {
            return null;
        }
    }

    /**
     * @throws SendFailedException when the sender cannot be sent to the server, or no recipient can, or with
     *     {@link RecipientPolicy#ALL_OR_NONE} one of them
     */
    static MessageEnvelope of(
            MimeMessage message, InternetAddress[] to, SendSettings settings, Capabilities server, Session session)
            throws MessagingException {
        List<Path> paths = new ArrayList<>(to.length);
        List<Recipient> recipients = new ArrayList<>(to.length);
        for (InternetAddress address : to) {
            try {
                paths.add(recipient(address, server));
                recipients.add(new Recipient(address, null));
            } catch (IllegalArgumentException e) {
                recipients.add(new Recipient(address, e.getMessage()));
            }
        }
        boolean complete = paths.size() == recipients.size();
        if (!complete && (paths.isEmpty() || settings.policy() == RecipientPolicy.ALL_OR_NONE)) {
            throw invalid(recipients);
        }
        Path sender = sender(message, to, settings, server, session);
        return new MessageEnvelope(new Envelope(sender, paths, settings.options()), recipients);
    }

    private static Path sender(
            MimeMessage message, InternetAddress[] to, SendSettings settings, Capabilities server, Session session)
            throws MessagingException {
        InternetAddress from = settings.from() == null ? author(message, session) : new InternetAddress();
        if (settings.from() != null) {
            from.setAddress(settings.from());
        }
        try {
            return requireSupported(Path.of(from.getAddress()), server);
        } catch (IllegalArgumentException e) {
            SMTPSenderFailedException failure =
                    new SMTPSenderFailedException(from, "MAIL", -1, "invalid sender: " + e.getMessage());
            throw new NotSentException("Invalid sender: " + e.getMessage(), failure, to, null);
        }
    }

    private static InternetAddress author(MimeMessage message, Session session) throws MessagingException {
        Address[] from = message.getFrom();
        InternetAddress author = from != null && from.length > 0 && from[0] instanceof InternetAddress internet
                ? internet
                : InternetAddress.getLocalAddress(session);
        if (author == null) {
            throw new MessagingException(
                    "the message has no From, mail.from and mail.user are not set: set one of them");
        }
        return author;
    }

    private static Path recipient(InternetAddress address, Capabilities server) {
        if (address.getAddress() == null || address.getAddress().isEmpty()) {
            throw new IllegalArgumentException("the address is empty");
        }
        return requireSupported(Path.of(address.getAddress()), server);
    }

    private static Path requireSupported(Path written, Capabilities server) {
        Path path = written.isAscii() ? written : new Path(AsciiDomain.in(written.mailbox()));
        if (!path.isAscii() && !server.has(Extension.SMTPUTF8)) {
            throw new IllegalArgumentException("the server does not offer SMTPUTF8, which " + path.mailbox()
                    + " requires: use an ASCII address, or another server");
        }
        return path;
    }

    private static SendFailedException invalid(List<Recipient> recipients) {
        SMTPAddressFailedException chain = null;
        StringJoiner reasons = new StringJoiner("; ");
        List<Address> valid = new ArrayList<>();
        List<Address> invalid = new ArrayList<>();
        for (Recipient recipient : recipients) {
            if (recipient.isValid()) {
                valid.add(recipient.address());
                continue;
            }
            invalid.add(recipient.address());
            reasons.add(recipient.rejectionReason());
            if (chain == null) {
                chain = recipient.failure();
            } else {
                chain.setNextException(recipient.failure());
            }
        }
        return new NotSentException(
                "Invalid Addresses: " + reasons, chain, valid.toArray(new Address[0]), invalid.toArray(new Address[0]));
    }
}
