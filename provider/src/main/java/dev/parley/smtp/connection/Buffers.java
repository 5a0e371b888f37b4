package dev.parley.smtp.connection;

/**
 * A connection's own, used by one transaction at a time.
 *
 * @param head of a content, until MAIL can be said
 * @param chunk of a content that leaves by BDAT
 */
record Buffers(Buffer head, Buffer chunk) {
    private static final int HEAD = 256 * 1024;

    static Buffers of(int chunkSize) {
        return new Buffers(new Buffer(HEAD), new Buffer(chunkSize));
    }
}
