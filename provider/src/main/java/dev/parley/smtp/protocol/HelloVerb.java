package dev.parley.smtp.protocol;

/** The first command of a session. */
public enum HelloVerb {
    /** RFC 5321; HELO follows where the server does not support it. */
    EHLO,
    /** RFC 821, with {@code mail.<protocol>.ehlo=false}. */
    HELO,
    /** RFC 2033, LMTP: the message gets one reply for each recipient. */
    LHLO
}
