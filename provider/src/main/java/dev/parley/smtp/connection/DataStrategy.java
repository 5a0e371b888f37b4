package dev.parley.smtp.connection;

import dev.parley.settings.MailProperties;
import dev.parley.trace.Topic;
import dev.parley.trace.Trace;

/** The command that announces the content, and whether it is sent before the replies to MAIL and RCPT are read. */
enum DataStrategy {
    /** DATA, when enough recipients have been accepted. */
    DATA,
    /** DATA in the group of MAIL and RCPT. */
    DATA_IN_GROUP,
    /** BDAT, when enough recipients have been accepted: a server may run the octets of a refused chunk as commands. */
    BDAT,
    /** BDAT in the group of MAIL and RCPT. */
    BDAT_IN_GROUP;

    /**
     * @param pipelining whether commands may go in groups
     * @param chunking whether BDAT may be used
     * @param eager whether the server is trusted not to run a refused chunk
     * @param anyWillDo whether the message goes out whichever recipients are accepted; otherwise what has been
     *     announced cannot be taken back
     */
    static DataStrategy of(boolean pipelining, boolean chunking, boolean eager, boolean anyWillDo) {
        boolean inGroup = pipelining && anyWillDo;
        if (chunking) {
            return inGroup && eager ? BDAT_IN_GROUP : BDAT;
        }
        return inGroup ? DATA_IN_GROUP : DATA;
    }

    /** The decision for it, with the property that governs it. */
    void tell(Trace trace, MailProperties names) {
        trace.decided(Topic.PIPELINING, words(), because(), names.name(isChunked() ? "chunking" : "sendpartial"));
    }

    /** What goes together in one write, and what waits for the replies. */
    private String words() {
        return switch (this) {
            case DATA -> "MAIL and RCPT together, then DATA";
            case DATA_IN_GROUP -> "MAIL, RCPT and DATA together";
            case BDAT -> "MAIL and RCPT together, then BDAT";
            case BDAT_IN_GROUP -> "MAIL, RCPT and BDAT together";
        };
    }

    private String because() {
        return switch (this) {
            case DATA -> "nobody may get the message unless every recipient is accepted";
            case DATA_IN_GROUP -> "whoever is accepted may get the message";
            case BDAT -> "a server may run the octets of a refused BDAT as commands";
            case BDAT_IN_GROUP -> "the server is trusted not to run the octets of a refused BDAT as commands";
        };
    }

    boolean isChunked() {
        return this == BDAT || this == BDAT_IN_GROUP;
    }
}
