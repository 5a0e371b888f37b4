package dev.parley.sieve;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A script's message as a search sees it: its content counts as text, so that a BodyTerm finds something. */
final class SearchedScript extends MimeMessage {
    private final SieveMessage script;

    SearchedScript(SieveMessage script) throws MessagingException {
        super((Session) null);
        this.script = script;
        this.flags = script.getFlags();
        this.headers = script.allHeaders();
        setMessageNumber(script.getMessageNumber());
    }

    @Override
    public boolean isMimeType(String type) throws MessagingException {
        return type.equalsIgnoreCase("text/*") || super.isMimeType(type);
    }

    @Override
    public Object getContent() throws MessagingException {
        return new String(script.octets(), StandardCharsets.UTF_8);
    }

    @Override
    public int getSize() throws MessagingException {
        return script.getSize();
    }

    @Override
    protected InputStream getContentStream() throws MessagingException {
        return new ByteArrayInputStream(script.octets());
    }
}
