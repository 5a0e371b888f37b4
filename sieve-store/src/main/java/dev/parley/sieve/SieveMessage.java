package dev.parley.sieve;

import jakarta.activation.DataHandler;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.IllegalWriteException;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParameterList;
import jakarta.mail.search.SearchTerm;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A script as a message: {@code application/sieve} (RFC 5228 s6), the Subject is its name. {@code getInputStream()} gives
 * the octets that the server has. There is no date, sender or Message-ID, since a script has none. Read-only.
 */
public class SieveMessage extends MimeMessage {
    private final Script script;
    private volatile byte @Nullable [] octets; // null: not fetched

    SieveMessage(Folder folder, Script script, boolean active) throws MessagingException {
        super(folder, 1);
        this.script = script;
        headers = headers(folder.getName());
        flags.add(Flags.Flag.SEEN);
        if (active) {
            flags.add(Flags.Flag.FLAGGED);
        }
    }

    /** In octets. Fetches the script. */
    @Override
    public int getSize() throws MessagingException {
        return octets().length;
    }

    /** In octets. Fetches the script. Jakarta Mail 2.2 declares this method in {@code Part}, after 2.2.0-M1. */
    public long getSizeLong() throws MessagingException {
        return getSize();
    }

    @Override
    protected InputStream getContentStream() throws MessagingException {
        return new ByteArrayInputStream(octets());
    }

    /** Only DELETED can be changed; the other flags follow from the state of the script. */
    @Override
    public void setFlags(Flags changed, boolean set) throws MessagingException {
        if (changed.contains(Flags.Flag.DELETED)) {
            super.setFlags(new Flags(Flags.Flag.DELETED), set);
        }
    }

    @Override
    public void setHeader(String name, String value) throws MessagingException {
        throw readOnly();
    }

    @Override
    public void addHeader(String name, String value) throws MessagingException {
        throw readOnly();
    }

    @Override
    public void removeHeader(String name) throws MessagingException {
        throw readOnly();
    }

    @Override
    public void addHeaderLine(String line) throws MessagingException {
        throw readOnly();
    }

    @Override
    public void setDataHandler(DataHandler content) throws MessagingException {
        throw readOnly();
    }

    @Override
    public void saveChanges() throws MessagingException {
        throw readOnly();
    }

    boolean isActive() {
        return flags.contains(Flags.Flag.FLAGGED);
    }

    /** @return whether the flag changed */
    boolean flag(boolean active) {
        if (active == isActive()) {
            return false;
        }
        if (active) {
            flags.add(Flags.Flag.FLAGGED);
        } else {
            flags.remove(Flags.Flag.FLAGGED);
        }
        return true;
    }

    /** Text is searched in the script, though its type is not text. */
    @Override
    public boolean match(SearchTerm term) throws MessagingException {
        return term.match(new SearchedScript(this));
    }

    byte[] octets() throws MessagingException {
        byte[] known = octets;
        if (known == null) {
            if (isExpunged()) {
                throw new MessageRemovedException("the script " + folder.getName() + " has been replaced");
            }
            known = script.getForMessage();
            octets = known;
        }
        return known;
    }

    void expunge() {
        setExpunged(true);
    }

    private IllegalWriteException readOnly() {
        return new IllegalWriteException("the message of a script is read-only: append a new message to its folder");
    }

    private static InternetHeaders headers(String name) throws MessagingException {
        ParameterList file = new ParameterList();
        file.set("filename", name + ".sieve", "UTF-8");
        InternetHeaders headers = new InternetHeaders();
        headers.setHeader("MIME-Version", "1.0");
        headers.setHeader("Subject", MimeUtility.fold(9, encoded(name)));
        headers.setHeader("Content-Type", "application/sieve; charset=utf-8");
        headers.setHeader("Content-Disposition", new ContentDisposition("attachment", file).toString());
        headers.setHeader("Content-Transfer-Encoding", "8bit");
        return headers;
    }

    private static String encoded(String name) throws MessagingException {
        try {
            return MimeUtility.encodeText(name, "UTF-8", null);
        } catch (UnsupportedEncodingException e) {
            throw new MessagingException("no UTF-8", e);
        }
    }

    /** The message for a search: its content is text, so that a BodyTerm matches. */
    private static final class SearchedScript extends SieveMessage {
        private final SieveMessage message;

        SearchedScript(SieveMessage message) throws MessagingException {
            super(message.folder, message.script, message.isActive());
            this.message = message;
            this.flags = message.getFlags();
        }

        @Override
        public boolean isMimeType(String type) throws MessagingException {
            return type.equalsIgnoreCase("text/*") || super.isMimeType(type);
        }

        @Override
        public Object getContent() throws MessagingException {
            return new String(octets(), StandardCharsets.UTF_8);
        }

        @Override
        byte[] octets() throws MessagingException {
            return message.octets();
        }
    }
}
