package dev.parley.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.replay.smtp.ReceivedMail;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** A message that a {@link SmtpServerExtension} accepted, and its envelope. */
public final class ReceivedMessage {
    private final ReceivedMail received;
    private final MimeMessage mime;

    ReceivedMessage(ReceivedMail received) {
        this.received = received;
        try {
            mime = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(received.content()));
        } catch (MessagingException e) {
            throw unreadable(e);
        }
    }

    /**
     * An attachment.
     *
     * @param name the decoded file name; empty if it has none
     * @param type the media type in lower case, without parameters
     * @param content the decoded octets
     */
    public record Attachment(String name, String type, byte[] content) {}

    /** The sender of the envelope; empty: the null reverse-path. */
    public String sender() {
        return received.sender();
    }

    /** The recipients of the envelope that the server accepted, in their order. */
    public List<String> recipients() {
        return received.recipients();
    }

    /** Who had logged in. */
    public Optional<String> user() {
        return received.user();
    }

    /** Whether the client used TLS. */
    public boolean isSecured() {
        return received.secured();
    }

    /** The message as it was received. */
    public byte[] content() {
        return received.content().clone();
    }

    /** The parsed message. */
    public MimeMessage mime() {
        return mime;
    }

    /** The first header field with this name, unfolded and decoded. */
    public Optional<String> header(String name) {
        try {
            String[] values = mime.getHeader(name);
            return values == null
                    ? Optional.empty()
                    : Optional.of(MimeUtility.decodeText(MimeUtility.unfold(values[0])));
        } catch (MessagingException | IOException e) {
            throw unreadable(e);
        }
    }

    /** The decoded subject. */
    public Optional<String> subject() {
        return header("Subject");
    }

    /** The first text that is not an attachment, decoded, with LF as line end: plain text, or without one HTML. */
    public String text() {
        return body("text/plain").or(() -> body("text/html")).orElse("");
    }

    /** The first HTML that is not an attachment, decoded, with LF as line end. */
    public Optional<String> html() {
        return body("text/html");
    }

    /** The attachments, in their order, also those of nested parts. */
    public List<Attachment> attachments() {
        List<Attachment> attachments = new ArrayList<>();
        for (Part part : parts()) {
            if (isAttachment(part)) {
                attachments.add(attachment(part));
            }
        }
        return attachments;
    }

    /** Fails unless this is the sender of the envelope. */
    public ReceivedMessage assertSender(String address) {
        assertEquals(address, sender(), "the sender of the envelope");
        return this;
    }

    /** Fails unless the server accepted exactly these recipients, in any order. */
    public ReceivedMessage assertRecipients(String... addresses) {
        assertEquals(
                List.of(addresses).stream().sorted().toList(),
                recipients().stream().sorted().toList(),
                "the recipients of the envelope");
        return this;
    }

    /** Fails unless this is the decoded subject. */
    public ReceivedMessage assertSubject(String subject) {
        return assertHeader("Subject", subject);
    }

    /** Fails unless the first header field with this name has this decoded value. */
    public ReceivedMessage assertHeader(String name, String value) {
        assertEquals(Optional.of(value), header(name), "the header field " + name);
        return this;
    }

    /** Fails unless this is the {@link #text}; white space at its end is ignored. */
    public ReceivedMessage assertText(String text) {
        assertEquals(text.stripTrailing(), text().stripTrailing(), "the text");
        return this;
    }

    /** Fails unless these are the names of the attachments, in their order. */
    public ReceivedMessage assertAttachments(String... names) {
        assertEquals(
                List.of(names), attachments().stream().map(Attachment::name).toList(), "the names of the attachments");
        return this;
    }

    /** One line: envelope and subject. */
    @Override
    public String toString() {
        return "from <" + sender() + "> to " + recipients() + ": " + subject().orElse("no subject");
    }

    private Optional<String> body(String type) {
        try {
            for (Part part : parts()) {
                if (part.isMimeType(type) && !isAttachment(part) && part.getContent() instanceof String text) {
                    return Optional.of(text.replace("\r\n", "\n"));
                }
            }
            return Optional.empty();
        } catch (MessagingException | IOException e) {
            throw unreadable(e);
        }
    }

    /** The parts that are not multiparts, in their order. */
    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        try {
            addTo(parts, mime);
        } catch (MessagingException | IOException e) {
            throw unreadable(e);
        }
        return parts;
    }

    private static void addTo(List<Part> parts, Part part) throws MessagingException, IOException {
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                BodyPart body = multipart.getBodyPart(i);
                addTo(parts, body);
            }
        } else {
            parts.add(part);
        }
    }

    private static boolean isAttachment(Part part) {
        try {
            return Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition()) || part.getFileName() != null;
        } catch (MessagingException e) {
            throw unreadable(e);
        }
    }

    private static Attachment attachment(Part part) {
        try (InputStream content = part.getInputStream()) {
            String name = part.getFileName();
            return new Attachment(
                    name == null ? "" : MimeUtility.decodeText(name),
                    part.getContentType().replaceAll("(?s);.*", "").strip().toLowerCase(Locale.ROOT),
                    content.readAllBytes());
        } catch (MessagingException | IOException e) {
            throw unreadable(e);
        }
    }

    private static RuntimeException unreadable(Exception cause) {
        String text = "the message that arrived cannot be parsed: " + cause.getMessage();
        return cause instanceof IOException io
                ? new UncheckedIOException(text, io)
                : new IllegalStateException(text, cause);
    }
}
