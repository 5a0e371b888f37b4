package dev.parley.smtp.connection;

/** The word a dialog begins with. */
public enum Hello {
    /** RFC 5321, with HELO for a server that does not know it. */
    EHLO,
    /** RFC 821, because {@code mail.<protocol>.ehlo=false} says so. */
    HELO,
    /** RFC 2033: LMTP, where every recipient gets a reply of its own to the message. */
    LHLO
}
