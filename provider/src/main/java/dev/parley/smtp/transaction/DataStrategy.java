package dev.parley.smtp.transaction;

import dev.parley.smtp.connection.FeatureMode;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.trace.Topic;

/** The command that announces the content, and whether it is sent before the replies to MAIL and RCPT are read. */
enum DataStrategy {
    DATA("MAIL and RCPT together, then DATA", "all recipients must be accepted first", "sendpartial"),
    DATA_IN_GROUP("MAIL, RCPT and DATA together", "partial delivery is allowed", "sendpartial"),
    BDAT(
            "MAIL and RCPT together, then BDAT",
            "a server may execute the content of a rejected BDAT as commands",
            "chunking"),
    BDAT_IN_GROUP(
            "MAIL, RCPT and BDAT together",
            "the server is trusted to discard the content of a rejected BDAT",
            "chunking");

    private final String choice;
    private final String reason;
    private final String property;

    DataStrategy(String choice, String reason, String property) {
        this.choice = choice;
        this.reason = reason;
        this.property = property;
    }

    /** An announcement in the group cannot be revoked: the message is delivered to the accepted recipients. */
    static DataStrategy of(SmtpConnection connection, int recipients, RecipientPolicy policy) {
        boolean mayBeInGroup =
                !connection.pipeline().isLockStep() && (policy == RecipientPolicy.PARTIAL || recipients == 1);
        if (!connection.usesChunking()) {
            return mayBeInGroup ? DATA_IN_GROUP : DATA;
        }
        boolean trusted = connection.settings().transfer().chunking() == FeatureMode.EAGER
                && !connection.isLmtp()
                && !connection.use().wasIdle()
                && recipients <= RecipientReplies.COMMON_LIMIT;
        return mayBeInGroup && trusted ? BDAT_IN_GROUP : BDAT;
    }

    boolean usesChunks() {
        return this == BDAT || this == BDAT_IN_GROUP;
    }

    /** Traces the decision, unless the previous transaction of the connection had the same. */
    void trace(SmtpConnection connection) {
        if (!connection.pipeline().isLockStep() && connection.use().changesDataStrategy(name())) {
            connection
                    .trace()
                    .decided(
                            Topic.PIPELINING,
                            choice,
                            reason,
                            connection.settings().names().name(property));
        }
    }
}
