package dev.parley.smtp;

import jakarta.mail.internet.InternetAddress;
import java.util.List;

/**
 * The reply to EXPN (RFC 5321 s3.5): the members of a mailing list or alias.
 *
 * @param mailboxes the members, with their names where the server has them; empty if the outcome is not {@code EXPANDED}
 * @param reply the reply itself, with the reason of a rejection
 */
public record Expansion(Outcome outcome, List<InternetAddress> mailboxes, Delivery.Reply reply) {

    /** What the reply means. */
    public enum Outcome {
        /** 250: the mailboxes are the members. Also 251, for a list with one member on another server. */
        EXPANDED,
        /**
         * 252: the server does not expand the list, but accepts mail for it (RFC 5321 s3.5.3, s7.3). Also a reply with the
         * enhanced status code X.6.8, since a member's address needs SMTPUTF8 (RFC 6531 s3.7.4.2), and any other reply below
         * 400.
         */
        UNDECIDED,
        /** 550, 551: no such list, or a user and not a list. Without an enhanced status code, the text may have another reason. */
        NO_SUCH_LIST,
        /** 500, 502, 504: the server does not support EXPN (RFC 5321 s4.2.4). */
        UNSUPPORTED,
        /** 4yz: no expansion at present. */
        REJECTED_FOR_NOW,
        /** Any other 5yz, such as the policy of the server (enhanced status code 5.7.z). */
        REJECTED
    }
}
