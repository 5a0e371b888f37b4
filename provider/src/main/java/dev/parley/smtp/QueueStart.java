package dev.parley.smtp;

import java.util.OptionalInt;

/**
 * The reply to ETRN (RFC 1985 s5): whether the server sends the messages that it keeps for a host. It sends them over other
 * connections, to that host.
 *
 * @param pending the number of messages in a reply 253; empty where the reply has none
 * @param reply the reply itself, with the reason of a rejection
 */
public record QueueStart(Outcome outcome, OptionalInt pending, Delivery.Reply reply) {

    /** What the reply means. */
    public enum Outcome {
        /** 250, or any other 2yz: the queue was started; whether messages wait is not known. */
        STARTED,
        /** 251: no messages wait. */
        NO_MESSAGES,
        /** 252, 253: messages wait, and the server has begun to send them. */
        MESSAGES_PENDING,
        /** 458: the server cannot start the queue at present. */
        UNABLE,
        /** 459: the server does not allow it for this host. Although the code is 4yz, a later ETRN has the same reply. */
        NOT_ALLOWED,
        /**
         * 500, 501, 502, 504: the server does not support ETRN, or not this argument. After 500 and 501, a client assumes that
         * the protocol is not supported or not implemented correctly (RFC 1985 s5.2, erratum 4130).
         */
        UNSUPPORTED,
        /** Any other 4yz. */
        REJECTED_FOR_NOW,
        /** Any other reply, such as the policy of the server. */
        REJECTED
    }
}
