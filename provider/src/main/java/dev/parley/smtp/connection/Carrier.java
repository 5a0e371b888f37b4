package dev.parley.smtp.connection;

import java.io.IOException;
import java.io.OutputStream;

/** The way of the content to the server, once it may go. What fails here is the link. */
interface Carrier {
    /** Takes the content; line ends may be any, dots are as they are. */
    OutputStream stream();

    /**
     * Writes the end of the content.
     *
     * @param replies how many replies to it are to come
     */
    void end(int replies) throws IOException;

    /** How many octets have gone, as RFC 1870 s5 counts them. */
    long octets();
}
