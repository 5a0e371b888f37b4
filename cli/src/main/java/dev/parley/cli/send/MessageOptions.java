package dev.parley.cli.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.shared.CliException;
import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.InputFile;
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

/** The options for the message. */
final class MessageOptions {
    @Option(names = "--from", paramLabel = "ADDRESS", description = "The sender, for the envelope and for From.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            description = "A recipient, for the envelope and for To. Repeatable.")
    private List<String> to = new ArrayList<>();

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

    @Option(names = "--attach", paramLabel = "FILE", description = "A file to attach. Repeatable.")
    private List<Path> attachments = new ArrayList<>();

    @Option(
            names = "--eml",
            paramLabel = "FILE",
            description = "A file with a complete message. --from and --to change only its envelope.")
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
        message.setFrom(from.map(address -> address("--from", address))
                .orElseThrow(() ->
                        new IllegalArgumentException("--from is missing: add --from with the address of the sender")));
        message.setRecipients(Message.RecipientType.TO, to());
        if (subject.isPresent()) {
            message.setSubject(subject.get(), "UTF-8");
        }
        content(message, context);
        message.saveChanges();
        headers(message);
        return message;
    }

    /** The recipients of {@code --to}; without it, those in the header of the message. */
    InternetAddress[] recipients(MimeMessage message) throws MessagingException {
        Address[] all = to.isEmpty() ? message.getAllRecipients() : to();
        if (all == null) {
            throw new IllegalArgumentException(
                    "--to is missing, and " + eml.orElseThrow() + " has no recipient in its header: add --to");
        }
        InternetAddress[] recipients = new InternetAddress[all.length];
        System.arraycopy(all, 0, recipients, 0, all.length);
        return recipients;
    }

    /** The sender for the envelope; empty: the sender of the message. */
    Optional<String> envelopeFrom() {
        return from.map(address -> address("--from", address).getAddress());
    }

    private InternetAddress[] to() {
        if (to.isEmpty()) {
            throw new IllegalArgumentException("--to is missing: add --to with the address of a recipient");
        }
        return to.stream().map(address -> address("--to", address)).toArray(InternetAddress[]::new);
    }

    private static InternetAddress address(String option, String typed) {
        try {
            InternetAddress[] addresses = InternetAddress.parse(typed, true);
            if (addresses.length == 1) {
                return HeaderField.encoded(addresses[0]);
            }
            throw new IllegalArgumentException(option + " \"" + typed + "\" is not a single address: "
                    + (option.equals("--to") ? "repeat --to for each recipient" : "give one sender"));
        } catch (MessagingException e) {
            throw new IllegalArgumentException(
                    option + " \"" + typed + "\" is not an address: " + e.getMessage() + ": use NAME@DOMAIN", e);
        }
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
        for (Path attachment : attachments) {
            InputFile.requireReadable(attachment);
            MimeBodyPart part = new MimeBodyPart();
            part.attachFile(attachment.toFile());
            parts.addBodyPart(part);
        }
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
