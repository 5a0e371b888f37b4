package dev.parley.smtp.connection;

import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;

/** A message's content, rendered once. What must be said with MAIL is known of what has been rendered so far. */
public interface Content {
    /** Renders the content. Line ends may be any, unless it is binary; dots are as they are. */
    void writeTo(OutputStream out) throws Exception;

    /** Whether the octets so far need 8BITMIME (RFC 6152). */
    boolean isEightBit();

    /** Whether the header fields so far need SMTPUTF8 (RFC 6531). */
    boolean isInternational();

    /** Whether the octets so far need BINARYMIME (RFC 3030 s3): all go as they are, the lines of text end in CRLF. */
    boolean isBinary();

    /** So many octets it has at least, as RFC 1870 s5 counts them; empty where that is not known without rendering it. */
    OptionalLong leastSize();

    /** Who is to be told how much of it has left. */
    Optional<Progress> progress();

    /** MAIL is said: what the content needs besides comes too late. */
    void mailSaid();
}
