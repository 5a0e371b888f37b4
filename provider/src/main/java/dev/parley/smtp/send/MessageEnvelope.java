package dev.parley.smtp.send;

import dev.parley.smtp.connection.Envelope;
import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Path;
import dev.parley.smtp.protocol.Xtext;
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
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/** The envelope of a message. What cannot be said on the wire is refused here, before the transaction's first octet. */
public final class MessageEnvelope {
    private MessageEnvelope() {}

    /** The recipients as they go on the wire: a group is its members (RFC 5322 s3.4), where it has any. */
    public static InternetAddress[] expand(Address[] addresses) throws MessagingException {
        List<InternetAddress> expanded = new ArrayList<>();
        for (Address address : addresses) {
            if (!(address instanceof InternetAddress internet)) {
                throw new MessagingException(address + " is not an InternetAddress");
            }
            expanded.addAll(members(internet));
        }
        return expanded.toArray(InternetAddress[]::new);
    }

    /**
     * @throws SendFailedException when the server cannot be told of the sender, or of all those who must get the message
     */
    static Addressing of(
            MimeMessage message, InternetAddress[] to, SendSettings settings, Capabilities offered, Session session)
            throws MessagingException {
        List<Envelope.Recipient> recipients = new ArrayList<>();
        List<Addressee> addressees = new ArrayList<>();
        for (InternetAddress address : to) {
            try {
                Path path = recipient(address, offered);
                recipients.add(new Envelope.Recipient(path, parameters(path, settings, offered)));
                addressees.add(new Addressee(address, Optional.empty()));
            } catch (IllegalArgumentException e) {
                addressees.add(new Addressee(address, Optional.of(e.getMessage())));
            }
        }
        if (recipients.isEmpty() || !settings.partial()) {
            requireEverybody(addressees);
        }
        Path sender = sender(message, to, settings, offered, session);
        return new Addressing(new Envelope(sender, parameters(settings, offered), recipients), addressees);
    }

    private static List<InternetAddress> members(InternetAddress address) {
        if (!address.isGroup()) {
            return List.of(address);
        }
        try {
            InternetAddress[] members = address.getGroup(true);
            return members == null || members.length == 0 ? List.of(address) : Arrays.asList(members);
        } catch (ParseException e) {
            return List.of(address);
        }
    }

    private static Path sender(
            MimeMessage message, InternetAddress[] to, SendSettings settings, Capabilities offered, Session session)
            throws MessagingException {
        InternetAddress from = new InternetAddress();
        from.setAddress(settings.from().orElse(""));
        if (settings.from().isEmpty()) {
            from = author(message, session);
        }
        try {
            return sendable(Path.of(from.getAddress()), offered);
        } catch (IllegalArgumentException e) {
            SMTPSenderFailedException failure =
                    new SMTPSenderFailedException(from, "MAIL", -1, "invalid sender: " + e.getMessage());
            throw new SendFailedException("Invalid sender: " + e.getMessage(), failure, null, to, null);
        }
    }

    private static InternetAddress author(MimeMessage message, Session session) throws MessagingException {
        Address[] from = message.getFrom();
        InternetAddress author = from != null && from.length > 0 && from[0] instanceof InternetAddress internet
                ? internet
                : InternetAddress.getLocalAddress(session);
        if (author == null) {
            throw new MessagingException(
                    "the message has no From, mail.from and mail.user are not set: who is it from?");
        }
        return author;
    }

    private static Path recipient(InternetAddress address, Capabilities offered) {
        if (address.getAddress() == null || address.getAddress().isEmpty()) {
            throw new IllegalArgumentException("the address is empty");
        }
        return sendable(Path.of(address.getAddress()), offered);
    }

    private static void requireEverybody(List<Addressee> addressees) throws SendFailedException {
        List<Addressee> unsayable =
                addressees.stream().filter(one -> !one.isSayable()).toList();
        if (unsayable.isEmpty()) {
            return;
        }
        SMTPAddressFailedException chain = unsayable.get(0).failure();
        unsayable.stream().skip(1).map(Addressee::failure).forEach(chain::setNextException);
        String reasons = unsayable.stream().map(one -> one.unsayable().get()).collect(Collectors.joining("; "));
        throw new SendFailedException(
                "Invalid Addresses: " + reasons,
                chain,
                null,
                addresses(addressees, true),
                addresses(addressees, false));
    }

    private static Address[] addresses(List<Addressee> addressees, boolean sayable) {
        return addressees.stream()
                .filter(one -> one.isSayable() == sayable)
                .map(Addressee::address)
                .toArray(Address[]::new);
    }

    private static Path sendable(Path written, Capabilities offered) {
        Path path = new Path(AsciiDomain.in(written.mailbox()));
        if (!path.isAscii() && !offered.has("SMTPUTF8")) {
            throw new IllegalArgumentException(
                    "the server does not offer SMTPUTF8, which " + path.mailbox() + " needs");
        }
        return path;
    }

    private static List<String> parameters(Path to, SendSettings settings, Capabilities offered) {
        List<String> parameters = new ArrayList<>();
        if (offered.has("DSN")) {
            settings.dsnNotify().ifPresent(notify -> parameters.add("NOTIFY=" + notify));
            if (settings.dsnOrcpt()) {
                parameters.add("ORCPT=" + (to.isAscii() ? "rfc822;" : "utf-8;") + Xtext.of(to.mailbox()));
            }
        }
        return parameters;
    }

    private static List<String> parameters(SendSettings settings, Capabilities offered) {
        List<String> parameters = new ArrayList<>();
        if (offered.has("DSN")) {
            settings.dsnRet().ifPresent(ret -> parameters.add("RET=" + ret));
            settings.dsnEnvid().map(Xtext::of).ifPresent(envid -> parameters.add("ENVID=" + envid));
        }
        if (!offered.mechanisms().isEmpty()) {
            settings.submitter().map(Xtext::of).ifPresent(xtext -> parameters.add("AUTH=" + xtext));
        }
        settings.mailExtension().ifPresent(parameters::add);
        return parameters;
    }
}
