package dev.parley.cli.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.shared.Complaint;
import dev.parley.cli.shared.InputFile;
import dev.parley.cli.shared.Surroundings;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import picocli.CommandLine.Option;

/** The message, as it is typed or lies in a file. */
final class MessageOptions {
    @Option(names = "--from", paramLabel = "ADDRESS", description = "The sender, in the envelope and in From.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            description = "A recipient, in the envelope and in To. As often as there are recipients.")
    private List<String> to = new ArrayList<>();

    @Option(
            names = "--header",
            paramLabel = "'NAME: VALUE'",
            description = "A field of the header. Any number; the first of a name stands instead of the message's own.")
    private List<String> headers = new ArrayList<>();

    @Option(names = "--subject", paramLabel = "TEXT", description = "The subject.")
    private Optional<String> subject = Optional.empty();

    @Option(names = "--body", paramLabel = "TEXT", description = "The text. Without it, standard input is.")
    private Optional<String> body = Optional.empty();

    @Option(names = "--body-file", paramLabel = "FILE", description = "The file with the text, in UTF-8.")
    private Optional<Path> bodyFile = Optional.empty();

    @Option(names = "--attach", paramLabel = "FILE", description = "A file to attach. Any number.")
    private List<Path> attachments = new ArrayList<>();

    @Option(
            names = "--eml",
            paramLabel = "FILE",
            description = "A whole message. --from and --to change its envelope alone.")
    private Optional<Path> eml = Optional.empty();

    /** @throws IllegalArgumentException naming the option that cannot be used */
    MimeMessage message(Session session, Surroundings surroundings) throws MessagingException, IOException, Complaint {
        if (eml.isPresent()) {
            boolean more = body.isPresent() || bodyFile.isPresent() || subject.isPresent();
            if (more || !headers.isEmpty() || !attachments.isEmpty()) {
                throw new IllegalArgumentException(
                        "--eml is a whole message: --header, --subject, --body, --body-file and --attach change none");
            }
            return new MimeMessage(session, new ByteArrayInputStream(InputFile.octets(eml.get())));
        }
        MimeMessage message = new MimeMessage(session);
        message.setSentDate(new Date());
        message.setFrom(from.map(address -> address("--from", address))
                .orElseThrow(() -> new IllegalArgumentException("--from is missing: the sender's address")));
        message.setRecipients(Message.RecipientType.TO, to());
        if (subject.isPresent()) {
            message.setSubject(subject.get(), "UTF-8");
        }
        content(message, surroundings);
        message.saveChanges();
        headers(message);
        return message;
    }

    /** Who gets it: with a message from a file those it names, unless {@code --to} names others. */
    InternetAddress[] recipients(MimeMessage message) throws MessagingException {
        Address[] all = to.isEmpty() ? message.getAllRecipients() : to();
        if (all == null) {
            throw new IllegalArgumentException("--to is missing: " + eml.orElseThrow() + " names no recipient");
        }
        InternetAddress[] recipients = new InternetAddress[all.length];
        System.arraycopy(all, 0, recipients, 0, all.length);
        return recipients;
    }

    /** The sender in the envelope, where it is not to be taken from the message. */
    Optional<String> envelopeFrom() {
        return from.map(address -> address("--from", address).getAddress());
    }

    private InternetAddress[] to() {
        if (to.isEmpty()) {
            throw new IllegalArgumentException("--to is missing: a recipient's address");
        }
        return to.stream().map(address -> address("--to", address)).toArray(InternetAddress[]::new);
    }

    private static InternetAddress address(String option, String typed) {
        try {
            InternetAddress[] addresses = InternetAddress.parse(typed, true);
            if (addresses.length == 1) {
                return HeaderField.encoded(addresses[0]);
            }
            throw new IllegalArgumentException(option + " takes one address at a time, not \"" + typed + "\"");
        } catch (MessagingException e) {
            throw new IllegalArgumentException(option + " \"" + typed + "\" is no address: " + e.getMessage(), e);
        }
    }

    /** The first of a name stands instead of what the message has by itself. */
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

    private void content(MimeMessage message, Surroundings surroundings)
            throws MessagingException, IOException, Complaint {
        String text = text(surroundings);
        if (attachments.isEmpty()) {
            message.setText(text, "UTF-8");
            return;
        }
        MimeBodyPart first = new MimeBodyPart();
        first.setText(text, "UTF-8");
        MimeMultipart parts = new MimeMultipart(first);
        for (Path attachment : attachments) {
            InputFile.readable(attachment);
            MimeBodyPart part = new MimeBodyPart();
            part.attachFile(attachment.toFile());
            parts.addBodyPart(part);
        }
        message.setContent(parts);
    }

    private String text(Surroundings surroundings) throws IOException, Complaint {
        if (body.isPresent() && bodyFile.isPresent()) {
            throw new IllegalArgumentException("--body and --body-file are two bodies: give one");
        }
        if (body.isPresent()) {
            return body.get();
        }
        String name = bodyFile.map(file -> "--body-file " + file).orElse("standard input");
        byte[] octets = bodyFile.isPresent()
                ? InputFile.octets(bodyFile.get())
                : surroundings.in().readAllBytes();
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(name + " is not in UTF-8: attach it, or send it with --eml", e);
        }
    }
}
