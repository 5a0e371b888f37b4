package dev.parley.smtp.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import dev.parley.trace.PendingCommand;

/**
 * The reply to one command, once the {@link Pipeline} has read it. Replies arrive in the order of their commands (RFC 2920
 * s3.1).
 */
public final class PendingReply {
    private final Command command;
    private final PendingCommand traced;
    private final int octets;
    private Reply reply; // null: not read
    private ConnectionBrokenException failure; // null: none

    /** @param octets that the command occupies in the window */
    PendingReply(Command command, PendingCommand traced, int octets) {
        this.command = command;
        this.traced = traced;
        this.octets = octets;
    }

    public Command command() {
        return command;
    }

    public boolean isAnswered() {
        return reply != null;
    }

    /** The reply; null where it has not been read. */
    public Reply reply() {
        return reply;
    }

    /** Why the reply never came; null where it came, or still may. */
    public ConnectionBrokenException failure() {
        return failure;
    }

    PendingCommand traced() {
        return traced;
    }

    int octets() {
        return octets;
    }

    void complete(Reply read) {
        reply = read;
    }

    void fail(ConnectionBrokenException why) {
        failure = why;
    }
}
