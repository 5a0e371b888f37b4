package dev.parley.sieve;

import jakarta.activation.DataHandler;
import jakarta.mail.Flags;
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

/**
 * A script as a message: {@code application/sieve} (RFC 5228 s6), the Subject is its name. {@code getInputStream()} gives
 * the very octets that the server has. There is no date, sender or Message-ID, because a script has none. Read-only.
 */
public class SieveMessage extends MimeMessage {
    private final MessageFolder script;
    private volatile byte[] octets;

    SieveMessage(MessageFolder folder, boolean active) throws MessagingException {
        super(folder, 1);
        this.script = folder;
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

    @Override
    protected InputStream getContentStream() throws MessagingException {
        return new ByteArrayInputStream(octets());
    }

    /** Only DELETED can be changed; any other flag is what the script says, or means nothing to it. */
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

    /** @return whether that is news */
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
                throw new MessageRemovedException("the script " + script.getName() + " has been replaced");
            }
            known = script.fetch();
            octets = known;
        }
        return known;
    }

    InternetHeaders allHeaders() {
        return headers;
    }

    void expunge() {
        setExpunged(true);
    }

    private IllegalWriteException readOnly() {
        return new IllegalWriteException("a script's message is read-only; append a message to its folder instead");
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
}
