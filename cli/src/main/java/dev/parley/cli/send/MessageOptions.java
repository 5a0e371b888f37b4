package dev.parley.cli.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.shared.Surroundings;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
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

    @Option(names = "--header", paramLabel = "'NAME: VALUE'", description = "A field of the header. Any number.")
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
    MimeMessage message(Session session, Surroundings surroundings) throws MessagingException, IOException {
        if (eml.isPresent()) {
            boolean more = body.isPresent() || bodyFile.isPresent() || subject.isPresent();
            if (more || !headers.isEmpty() || !attachments.isEmpty()) {
                throw new IllegalArgumentException(
                        "--eml is a whole message: --header, --subject, --body, --body-file and --attach change none");
            }
            try (InputStream file = Files.newInputStream(eml.get())) {
                return new MimeMessage(session, file);
            }
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
        for (String header : headers) {
            header(message, header);
        }
        return message;
    }

    /** Who gets it: with a message from a file those it names, unless {@code --to} names others. */
    InternetAddress[] recipients(MimeMessage message) throws MessagingException {
        Object[] all = to.isEmpty() ? message.getAllRecipients() : to();
        if (all == null || all.length == 0) {
            throw new IllegalArgumentException("--to is missing: a recipient's address");
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
        return to.stream().map(address -> address("--to", address)).toArray(InternetAddress[]::new);
    }

    private static InternetAddress address(String option, String typed) {
        try {
            InternetAddress[] addresses = InternetAddress.parse(typed, true);
            if (addresses.length == 1) {
                return addresses[0];
            }
            throw new IllegalArgumentException(option + " takes one address at a time, not \"" + typed + "\"");
        } catch (MessagingException e) {
            throw new IllegalArgumentException(option + " \"" + typed + "\" is no address: " + e.getMessage(), e);
        }
    }

    private static void header(MimeMessage message, String typed) throws MessagingException {
        int colon = typed.indexOf(':');
        if (colon < 1
                || !typed.substring(0, colon).chars().allMatch(c -> c > ' ' && c < 0x7f)
                || typed.chars().anyMatch(c -> c == '\r' || c == '\n')) {
            throw new IllegalArgumentException("--header takes one line, 'Name: value', not \"" + typed + "\"");
        }
        message.setHeader(typed.substring(0, colon), typed.substring(colon + 1).strip());
    }

    private void content(MimeMessage message, Surroundings surroundings) throws MessagingException, IOException {
        String text = text(surroundings);
        if (attachments.isEmpty()) {
            message.setText(text, "UTF-8");
            return;
        }
        MimeBodyPart first = new MimeBodyPart();
        first.setText(text, "UTF-8");
        MimeMultipart parts = new MimeMultipart(first);
        for (Path attachment : attachments) {
            if (!Files.isReadable(attachment)) {
                throw new NoSuchFileException(attachment.toString());
            }
            MimeBodyPart part = new MimeBodyPart();
            part.attachFile(attachment.toFile());
            parts.addBodyPart(part);
        }
        message.setContent(parts);
    }

    private String text(Surroundings surroundings) throws IOException {
        if (body.isPresent() && bodyFile.isPresent()) {
            throw new IllegalArgumentException("--body and --body-file are two bodies: give one");
        }
        if (body.isPresent()) {
            return body.get();
        }
        String name = bodyFile.map(file -> "--body-file " + file).orElse("standard input");
        byte[] octets = bodyFile.isPresent()
                ? Files.readAllBytes(bodyFile.get())
                : surroundings.in().readAllBytes();
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(name + " is not in UTF-8: attach it, or send it with --eml", e);
        }
    }
}
