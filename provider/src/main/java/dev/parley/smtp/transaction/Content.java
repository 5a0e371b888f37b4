package dev.parley.smtp.transaction;

/** The content of a message, rendered once. MAIL declares what is known of the part that has been rendered so far. */
public interface Content {
    /** A size that is not known. */
    long UNKNOWN = -1;

    /** Renders the content. Line ends may be any, unless it is binary; dots are not doubled. */
    void writeTo(ThresholdOutputStream out) throws Exception;

    /** Whether the octets so far need 8BITMIME (RFC 6152). */
    boolean isEightBit();

    /** Whether the header fields so far need SMTPUTF8 (RFC 6531). */
    boolean isInternational();

    /** Whether the octets so far need BINARYMIME (RFC 3030 s3): they are sent unchanged, text has CRLF line ends. */
    boolean isBinary();

    /** A lower bound of its octets (RFC 1870 s5); {@link #UNKNOWN} where it is known only after the rendering. */
    long leastSize();

    /** Receives how much of the content has been sent; null: no listener. */
    Progress progress();

    /**
     * The parameters of MAIL are final: a part that needs BINARYMIME comes too late from now on, unless one was declared.
     */
    void mailIsFinal();

    /** Receives now and then how much of a content has been sent. */
    interface Progress {
        /** @param expected the size of the content, or an estimate; {@link #UNKNOWN} where there is none */
        void sent(long octets, long expected);
    }
}
