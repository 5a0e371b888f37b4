package dev.parley.cli.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.InputFile;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for the message. */
final class MessageOptions {
    private static final String NULL_SENDER = "<>";

    @Option(
            names = {"-f", "--from"},
            paramLabel = "ADDRESS",
            description = "The sender, for the envelope and for From. '<>' is the null sender of a bounce message.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = {"-t", "--to"},
            paramLabel = "ADDRESSES",
            description = "Recipients separated by commas, for the envelope and for To. Repeatable.")
    private List<String> to = new ArrayList<>();

    @Option(
            names = "--cc",
            paramLabel = "ADDRESSES",
            description = "Recipients separated by commas, for the envelope and for Cc. Repeatable.")
    private List<String> cc = new ArrayList<>();

    @Option(
            names = "--bcc",
            paramLabel = "ADDRESSES",
            description = "Recipients separated by commas, only for the envelope. Repeatable.")
    private List<String> bcc = new ArrayList<>();

    @Option(
            names = "--header",
            paramLabel = "'NAME: VALUE'",
            description = "A header field. Repeatable. It replaces a field of this name that parley generates.")
    private List<String> headers = new ArrayList<>();

    @Option(names = "--subject", paramLabel = "TEXT", description = "The subject.")
    private Optional<String> subject = Optional.empty();

    @Option(
            names = "--body",
            paramLabel = "TEXT",
            description = "The text. Without --body and --body-file, standard input is the text.")
    private Optional<String> body = Optional.empty();

    @Option(names = "--body-file", paramLabel = "FILE", description = "A file with the text, in UTF-8.")
    private Optional<Path> bodyFile = Optional.empty();

    @Mixin
    private AttachmentOptions attachments;

    @Option(
            names = "--eml",
            paramLabel = "FILE",
            description = "A file with a complete message. --from, --to, --cc and --bcc change only its envelope.")
    private Optional<Path> eml = Optional.empty();

    /** @throws IllegalArgumentException naming the option that cannot be used */
    MimeMessage message(Session session, CommandContext context) throws MessagingException, IOException, CliException {
        if (eml.isPresent()) {
            boolean more = body.isPresent() || bodyFile.isPresent() || subject.isPresent();
            if (more || !headers.isEmpty() || !attachments.isEmpty()) {
                throw new IllegalArgumentException(
                        "--eml is a complete message: remove --header, --subject, --body, --body-file and --attach");
            }
            return new MimeMessage(session, new ByteArrayInputStream(InputFile.octets(eml.get())));
        }
        MimeMessage message = new MimeMessage(session);
        message.setSentDate(new Date());
        InternetAddress author = author();
        message.setFrom(author);
        requireRecipient();
        setRecipients(message, Message.RecipientType.TO, addresses("--to", to));
        setRecipients(message, Message.RecipientType.CC, addresses("--cc", cc));
        if (subject.isPresent()) {
            message.setSubject(subject.get(), "UTF-8");
        }
        content(message, context);
        message.saveChanges();
        String domain = author.getAddress().substring(author.getAddress().lastIndexOf('@') + 1);
        message.setHeader("Message-ID", "<" + UUID.randomUUID() + "@" + IDN.toASCII(domain) + ">");
        headers(message);
        return message;
    }

    private static void setRecipients(Message message, Message.RecipientType type, List<InternetAddress> addresses)
            throws MessagingException {
        if (!addresses.isEmpty()) {
            message.setRecipients(type, addresses.toArray(InternetAddress[]::new));
        }
    }

    /** The recipients of {@code --to}, {@code --cc} and {@code --bcc}; without them, those in the header of the message. */
    InternetAddress[] recipients(MimeMessage message) throws MessagingException {
        List<InternetAddress> typed = recipients();
        if (!typed.isEmpty()) {
            return typed.toArray(InternetAddress[]::new);
        }
        Address[] all = message.getAllRecipients();
        if (all == null) {
            throw new IllegalArgumentException(
                    "--to is missing, and " + eml.orElseThrow() + " has no recipient in its header: add --to");
        }
        InternetAddress[] recipients = new InternetAddress[all.length];
        System.arraycopy(all, 0, recipients, 0, all.length);
        return recipients;
    }

    /** The recipients that are typed. */
    List<InternetAddress> recipients() {
        List<InternetAddress> all = new ArrayList<>(addresses("--to", to));
        all.addAll(addresses("--cc", cc));
        all.addAll(addresses("--bcc", bcc));
        return all;
    }

    /** @throws IllegalArgumentException when no recipient is typed */
    void requireRecipient() {
        if (to.isEmpty() && cc.isEmpty() && bcc.isEmpty()) {
            throw new IllegalArgumentException("--to is missing: add --to with the address of a recipient");
        }
    }

    /** The sender for the envelope, {@code <>} for the null sender; empty: the sender of the message. */
    Optional<String> envelopeFrom() {
        return from.map(
                typed -> isNullSender(typed) ? NULL_SENDER : sender(typed).getAddress());
    }

    /** @throws IllegalArgumentException when there is no sender */
    String requireEnvelopeFrom() {
        return envelopeFrom().orElseThrow(MessageOptions::noSender);
    }

    private static IllegalArgumentException noSender() {
        return new IllegalArgumentException("--from is missing: add --from with the address of the sender");
    }

    private static boolean isNullSender(String typed) {
        return typed.strip().equals(NULL_SENDER);
    }

    /** The address for From: a message with the null sender needs one, too (RFC 5322 s3.6). */
    private InternetAddress author() throws AddressException {
        String typed = from.orElseThrow(MessageOptions::noSender);
        return isNullSender(typed) ? new InternetAddress("MAILER-DAEMON@" + thisMachine()) : sender(typed);
    }

    private static String thisMachine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static InternetAddress sender(String typed) {
        List<InternetAddress> addresses = addresses("--from", List.of(typed));
        if (addresses.size() != 1) {
            throw new IllegalArgumentException("--from \"" + typed + "\" is not a single address: give one sender");
        }
        return addresses.get(0);
    }

    private static List<InternetAddress> addresses(String option, List<String> typed) {
        List<InternetAddress> addresses = new ArrayList<>();
        for (String list : typed) {
            try {
                InternetAddress[] parsed = InternetAddress.parse(list, true);
                if (parsed.length == 0) {
                    throw new IllegalArgumentException(option + " is empty: use NAME@DOMAIN");
                }
                for (InternetAddress address : parsed) {
                    addresses.add(HeaderField.encoded(address));
                }
            } catch (MessagingException e) {
                throw new IllegalArgumentException(
                        option + " \"" + list + "\" is not an address: " + e.getMessage() + ": use NAME@DOMAIN", e);
            }
        }
        return addresses;
    }

    /** The first {@code --header} of a name replaces the generated fields of this name. */
    private void headers(MimeMessage message) throws MessagingException {
        Set<String> names = new HashSet<>();
        for (String typed : headers) {
            HeaderField field = HeaderField.of(typed);
            if (names.add(field.name().toLowerCase(Locale.ROOT))) {
                message.removeHeader(field.name());
            }
            message.addHeader(field.name(), field.value());
        }
    }

    private void content(MimeMessage message, CommandContext context)
            throws MessagingException, IOException, CliException {
        String text = text(context);
        if (attachments.isEmpty()) {
            message.setText(text, "UTF-8");
            return;
        }
        MimeBodyPart first = new MimeBodyPart();
        first.setText(text, "UTF-8");
        MimeMultipart parts = new MimeMultipart(first);
        attachments.addTo(parts);
        message.setContent(parts);
    }

    private String text(CommandContext context) throws IOException, CliException {
        if (body.isPresent() && bodyFile.isPresent()) {
            throw new IllegalArgumentException("--body and --body-file exclude each other: use one of them");
        }
        if (body.isPresent()) {
            return body.get();
        }
        String name = bodyFile.map(file -> "--body-file " + file).orElse("standard input");
        byte[] octets = bodyFile.isPresent()
                ? InputFile.octets(bodyFile.get())
                : context.in().readAllBytes();
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(name + " is not in UTF-8: attach it, or send it with --eml", e);
        }
    }
}
