package dev.parley.smtp.dialog;

import java.io.OutputStream;

/** A message's content, rendered once. What must be said with MAIL is known of what has been rendered so far. */
public interface Content {
    /** Renders the content. Line ends may be any, dots are as they are. */
    void writeTo(OutputStream out) throws Exception;

    /** Whether the octets so far need 8BITMIME (RFC 6152). */
    boolean isEightBit();

    /** Whether the header fields so far need SMTPUTF8 (RFC 6531). */
    boolean isInternational();
}
