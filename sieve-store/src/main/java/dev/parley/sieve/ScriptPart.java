package dev.parley.sieve;

import dev.parley.trace.Escaped;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the script in a message. The types are those of the DataHandlers: a composed part that is not yet saved has no
 * Content-Type, and the caller's message is not changed.
 */
final class ScriptPart {
    private ScriptPart() {}

    /**
     * The octets of the only {@code application/sieve} part, or of the only {@code text/plain} part.
     *
     * @throws MessagingException when there is no such part, or more than one
     */
    static byte[] octets(Part message) throws MessagingException {
        List<DataHandler> scripts = new ArrayList<>();
        List<DataHandler> texts = new ArrayList<>();
        List<String> others = new ArrayList<>();
        try {
            collect(message, scripts, texts, others);
            List<DataHandler> candidates = scripts.isEmpty() ? texts : scripts;
            if (candidates.size() != 1) {
                throw new MessagingException(notOne(scripts.size(), texts.size(), others));
            }
            return octets(candidates.get(0));
        } catch (IOException e) {
            throw new MessagingException("the script in the message cannot be read: " + e.getMessage(), e);
        }
    }

    private static String notOne(int scripts, int texts, List<String> others) {
        String types = others.isEmpty() ? "" : ", only " + String.join(", ", others);
        String what = scripts + texts == 0
                ? "the message contains no script" + types
                : "the message contains more than one script: " + scripts + " application/sieve and " + texts
                        + " text/plain parts";
        return what
                + "\n  meaning: the script is the only application/sieve part of a message, or else its only text/plain part"
                + "\n  fix: call message.setText(script, \"UTF-8\"), or store the script without a message:"
                + " ((SieveFolder) folder).putScript(script)";
    }

    private static void collect(Part part, List<DataHandler> scripts, List<DataHandler> texts, List<String> others)
            throws MessagingException, IOException {
        DataHandler content = part.getDataHandler();
        if (isOfType("multipart/*", content)) {
            Multipart parts = (Multipart) content.getContent();
            for (int i = 0; i < parts.getCount(); i++) {
                collect(parts.getBodyPart(i), scripts, texts, others);
            }
        } else if (isOfType("application/sieve", content)) {
            scripts.add(content);
        } else if (isOfType("text/plain", content)) {
            texts.add(content);
        } else {
            others.add(Escaped.text(new ContentType(content.getContentType()).getBaseType()));
        }
    }

    private static boolean isOfType(String type, DataHandler content) throws MessagingException {
        return new ContentType(content.getContentType()).match(type);
    }

    private static byte[] octets(DataHandler content) throws MessagingException, IOException {
        ContentType type = new ContentType(content.getContentType());
        String charset = type.match("text/plain") ? type.getParameter("charset") : null;
        byte[] octets;
        try (InputStream in = content.getInputStream()) {
            octets = in.readAllBytes();
        }
        return charset == null || isPartOfUtf8(charset) ? octets : utf8(octets, charset);
    }

    private static boolean isPartOfUtf8(String charset) {
        return charset.equalsIgnoreCase("utf-8") || charset.equalsIgnoreCase("us-ascii");
    }

    private static byte[] utf8(byte[] octets, String charset) throws UnsupportedEncodingException {
        return new String(octets, MimeUtility.javaCharset(charset)).getBytes(StandardCharsets.UTF_8);
    }
}
