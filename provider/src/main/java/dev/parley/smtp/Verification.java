package dev.parley.smtp;

import jakarta.mail.internet.InternetAddress;
import java.util.List;

/**
 * The reply to VRFY (RFC 5321 s3.5): whether a server has a mailbox.
 *
 * @param mailboxes for a 250 the mailbox, for {@code AMBIGUOUS} the alternatives, for the replies 251 and 551 the address on
 *     the other server; empty for other replies, and where the reply has none. An application that stores the address of a
 *     251 or 551 should be certain that the server is authentic (RFC 5321 s7.4)
 * @param reply the reply itself, with the reason of a rejection
 */
public record Verification(Outcome outcome, List<InternetAddress> mailboxes, Delivery.Reply reply) {

    /** What the reply means. Only {@link #CONFIRMED} is a yes. */
    public enum Outcome {
        /** 250: the server has verified the mailbox (RFC 5321 s3.5.3). 251: it forwards mail to another server. */
        CONFIRMED,
        /**
         * 252: the server does not verify the address, but accepts mail for it (RFC 5321 s3.5.3); this is also the reply of a
         * server whose VRFY is disabled (s7.3). It is neither a yes nor a no. Also a reply with the enhanced status code X.6.8,
         * which needs SMTPUTF8 (RFC 6531 s3.7.4.2), and any other reply below 400.
         */
        UNDECIDED,
        /** 553 with alternatives, or a text or enhanced status code (5.1.4) for an ambiguous name (RFC 5321 s3.5.1). */
        AMBIGUOUS,
        /** 550, 551: no such mailbox on this server; 551 names the other server's address (RFC 5321 s3.4). */
        NO_SUCH_MAILBOX,
        /** 500, 502, 504: the server does not support VRFY (RFC 5321 s4.2.4). It is neither a yes nor a no. */
        UNSUPPORTED,
        /** 4yz: no verification at present. */
        REJECTED_FOR_NOW,
        /** Any other 5yz, such as a syntax that the server does not allow, or its policy (enhanced status code 5.7.z). */
        REJECTED
    }
}
