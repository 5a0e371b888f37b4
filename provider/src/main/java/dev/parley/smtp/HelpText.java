package dev.parley.smtp;

import java.util.List;

/**
 * The reply to HELP (RFC 5321 s4.1.1.8).
 *
 * @param lines the text for people, without reply codes and enhanced status codes; empty if the outcome is not
 *     {@code SHOWN}
 * @param reply the reply itself
 */
public record HelpText(Outcome outcome, List<String> lines, Delivery.Reply reply) {

    /** What the reply means. */
    public enum Outcome {
        /** 211, 214, or any other 2yz. */
        SHOWN,
        /** 501, 504: the server has no help for this topic (504 is "command parameter not implemented", RFC 5321 s4.2.3). */
        NO_SUCH_TOPIC,
        /** 500, 502; and 501, 504 to HELP without a topic: the server does not support HELP. */
        UNSUPPORTED,
        /** 4yz: no help at present. */
        REJECTED_FOR_NOW,
        /** Any other reply, such as the policy of the server. */
        REJECTED
    }
}
