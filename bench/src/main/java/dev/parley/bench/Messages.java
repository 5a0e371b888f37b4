package dev.parley.bench;

import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;

/** What is sent. */
public enum Messages {
    /** ASCII text in lines of 76, one in forty with a dot before it. */
    TEXT("7-bit text") {
        @Override
        void fill(MimeMessage message, int size) throws MessagingException {
            message.setText(text(size, 'e'), "us-ascii");
        }
    },
    /** Text with umlauts, as 8bit. */
    TEXT8("8-bit text") {
        @Override
        void fill(MimeMessage message, int size) throws MessagingException {
            message.setText(text(size, '\u00e9'), "utf-8");
            message.setHeader("Content-Transfer-Encoding", "8bit");
        }
    },
    /** A short text and an attachment. */
    BASE64("base64 attachment") {
        @Override
        void fill(MimeMessage message, int size) throws MessagingException {
            byte[] octets = new byte[size];
            new Random(4).nextBytes(octets);
            MimeBodyPart text = new MimeBodyPart();
            text.setText("Attached.", "us-ascii");
            MimeBodyPart attachment = new MimeBodyPart();
            attachment.setDataHandler(new DataHandler(new ByteArrayDataSource(octets, "application/octet-stream")));
            attachment.setFileName("octets.bin");
            attachment.setHeader("Content-Transfer-Encoding", "base64");
            message.setContent(new MimeMultipart(text, attachment));
        }
    },
    /** The same text, read from a stream as a relay would. */
    PARSED("parsed") {
        @Override
        void fill(MimeMessage message, int size) throws MessagingException {
            TEXT.fill(message, size);
        }

        @Override
        public MimeMessage of(Session session, int size, int recipients) throws MessagingException {
            MimeMessage composed = super.of(session, size, recipients);
            return new MimeMessage(session, new ByteArrayInputStream(octets(composed)));
        }
    };

    private static final int COLUMNS = 76;

    private final String shown;

    Messages(String shown) {
        this.shown = shown;
    }

    abstract void fill(MimeMessage message, int size) throws MessagingException;

    /** @param size of the body, in octets before it is encoded */
    public MimeMessage of(Session session, int size, int recipients) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom("sender@client.example");
        message.setSubject("bench");
        for (int i = 0; i < recipients; i++) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress("user" + i + "@bench.example"));
        }
        fill(message, size);
        message.saveChanges();
        return message;
    }

    static byte[] octets(MimeMessage message) throws MessagingException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try {
            message.writeTo(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }

    static String text(int size, char letter) {
        String line = "Sphinx of black quartz, judge my vow. "
                + String.valueOf(letter).repeat(COLUMNS);
        StringBuilder text = new StringBuilder(size + COLUMNS);
        int octets = 0;
        int width = letter < 0x80 ? 1 : 2;
        for (int lines = 0; octets < size; lines++) {
            int columns = width == 1 ? COLUMNS : COLUMNS - 19;
            text.append(lines % 40 == 0 ? "." : "").append(line, 0, columns).append("\r\n");
            octets += COLUMNS + 2;
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return shown;
    }
}
