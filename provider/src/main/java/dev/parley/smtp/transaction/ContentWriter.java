package dev.parley.smtp.transaction;

import dev.parley.smtp.connection.PendingReply;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes a content to the server, after DATA or with BDAT. What fails here is the link. */
interface ContentWriter {
    /** Accepts the content; line ends may be any, dots are not doubled. */
    OutputStream stream();

    /**
     * Writes the end of the content.
     *
     * @param replies how many replies to it follow
     */
    void finish(int replies) throws IOException;

    /** The replies to the end of the content; empty before {@link #finish}. */
    List<PendingReply> finalReplies();

    /** A rejection that arrived before the end of the content; null where there is none. */
    TransactionResult.Rejected rejection();

    /** How many octets have been written, as RFC 1870 s5 counts them. */
    long octets();

    /** Stops the rendering of a content that is not sent: the message was rejected, or the connection is broken. */
    final class StopRenderingException extends IOException {
        StopRenderingException() {
            super("the server rejected the message");
        }
    }
}
