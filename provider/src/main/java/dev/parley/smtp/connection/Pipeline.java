package dev.parley.smtp.connection;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.net.ConnectionBrokenException.LastReply;
import dev.parley.net.Deadline;
import dev.parley.net.Link;
import dev.parley.sasl.Secret;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.trace.ContentSize;
import dev.parley.trace.Head;
import dev.parley.trace.PendingCommand;
import dev.parley.trace.Trace;
import dev.parley.wire.LineReader;
import dev.parley.wire.Text;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Writes commands and reads replies: one path for pipelined groups (RFC 2920) and for lock-step, whose groups have one
 * command.
 *
 * <ol>
 *   <li>{@link #makeRoom}, then {@link #write}, for each command of a group; replies are read only to make room in the
 *       {@link Window};
 *   <li>{@link #drain}: sends the group in one write, and reads every reply to it.
 * </ol>
 *
 * Each command has a {@link PendingReply}. A failure closes the link, is thrown as a {@link ConnectionBrokenException}, and
 * is the failure of every pending reply. A 421 closes the link too, but is a reply.
 */
public final class Pipeline {
    private final Link link;
    private final Trace trace;
    private final ReplyReader replies;
    private final Queue<PendingReply> pending = new ArrayDeque<>();
    private int pendingOctets;
    private Window window = Window.SETUP;
    private Command deferred; // null: none
    private PendingReply reset; // to the last deferred RSET, which must be accepted; null: none was deferred

    /** The line that is being written, without an array for each command. */
    private final StringBuilder line = new StringBuilder(80);

    Pipeline(Link link) {
        this.link = link;
        this.trace = link.trace();
        this.replies = new ReplyReader(link);
    }

    /** Ends the connection setup. */
    void open(Window afterSetup) {
        window = afterSetup;
    }

    public boolean isLockStep() {
        return window != Window.PIPELINED;
    }

    public boolean awaitsReplies() {
        return !pending.isEmpty();
    }

    ReplyReader replies() {
        return replies;
    }

    /** Reads the greeting. */
    Reply greeting() throws ConnectionBrokenException {
        return read(SmtpPhase.GREETING, trace.unsolicited(), phaseDeadline(SmtpPhase.GREETING));
    }

    /**
     * Flushes and reads replies until the command fits into the window. The caller looks at those replies before it writes
     * the command: it may have become unnecessary.
     */
    public void makeRoom(Command next) throws ConnectionBrokenException {
        if (pending.isEmpty() || window.takes(octets(next), pending.size(), pendingOctets)) {
            return;
        }
        flush();
        while (!pending.isEmpty() && !window.isHalfEmpty(pending.size(), pendingOctets)) {
            readNextReply();
        }
    }

    /**
     * Writes a command, after the deferred one. A 421 that arrived before the command is the reply to it (RFC 5321 s3.8),
     * and nothing is written.
     */
    public PendingReply write(Command command) throws ConnectionBrokenException {
        PendingReply closed = deferred == null ? null : closingReply(command);
        if (closed == null) {
            writeDeferred(command);
            makeRoom(command);
            closed = closingReply(command);
        }
        return closed == null ? append(command) : closed;
    }

    /** Flushes, and reads every outstanding reply. */
    public void drain() throws ConnectionBrokenException {
        flush();
        while (!pending.isEmpty()) {
            readNextReply();
        }
    }

    /** Writes one command and reads its reply. */
    public Reply exchange(Command command) throws ConnectionBrokenException {
        PendingReply reply = write(command);
        drain();
        // A 421 to the deferred command is the last reply of the connection.
        return reply.isAnswered() ? reply.reply() : replies.last();
    }

    /** The same with a deadline that the replies to several commands share. */
    Reply exchange(Command command, Deadline deadline) throws ConnectionBrokenException {
        return read(command.phase(), writeAlone(command), deadline);
    }

    /**
     * Writes a chunk, for which {@link #makeRoom} was called.
     *
     * @param shown what the trace shows of it
     * @param count how many replies follow: with LMTP one for each recipient after the last chunk
     */
    public List<PendingReply> writeChunk(Command.Bdat command, byte[] chunk, ContentSize shown, Head head, int count)
            throws ConnectionBrokenException {
        requireSilence(command);
        PendingReply first = append(command);
        List<PendingReply> expected = withMore(first, count);
        try {
            link.output().write(chunk, 0, command.size());
        } catch (IOException e) {
            throw brokenWriting(command.phase(), e);
        }
        trace.content(first.traced(), shown, head);
        return expected;
    }

    /**
     * Writes the lone dot after the content.
     *
     * @param count how many replies follow: with LMTP one for each recipient
     * @throws IOException when a reply arrived before the end of the content
     */
    public List<PendingReply> writeEndOfData(ContentSize shown, Head head, int count) throws IOException {
        if (link.hasArrivedSinceReply()) {
            throw new IOException("the server sent an unsolicited reply before the end of the message");
        }
        Command dot = Command.Word.END_OF_DATA;
        link.writer().line(dot.toString());
        PendingReply first = new PendingReply(dot, trace.content(dot.phase().word(), shown, head), 0);
        pending.add(first);
        return withMore(first, count);
    }

    /** Further replies to the command of one that has been read. */
    public List<PendingReply> expectMore(PendingReply first, int count) {
        List<PendingReply> expected = new ArrayList<>(count);
        while (expected.size() < count) {
            PendingReply more = new PendingReply(first.command(), first.traced(), 0);
            pending.add(more);
            expected.add(more);
        }
        return expected;
    }

    /** Writes RSET together with the next command; QUIT makes it unnecessary. Its rejection breaks the connection. */
    public void deferReset() {
        deferred = Command.Word.RSET;
    }

    /**
     * Writes and flushes a command whose reply is read by {@link #read}.
     *
     * @return what the reply is traced with
     */
    PendingCommand writeAlone(Command command) throws ConnectionBrokenException {
        writeDeferred(command);
        drain();
        requireSilence(command);
        PendingCommand traced = writeLine(command).traced();
        flush();
        return traced;
    }

    /** Reads the reply to {@link #writeAlone}, or an unsolicited one. */
    Reply read(SmtpPhase phase, PendingCommand traced, Deadline deadline) throws ConnectionBrokenException {
        return read(phase, traced, link.reader(deadline));
    }

    private Reply read(SmtpPhase phase, PendingCommand traced, LineReader reader) throws ConnectionBrokenException {
        try {
            Reply reply = replies.read(traced, reader);
            if (reply.isClosing()) {
                closeAfter421();
            }
            return reply;
        } catch (IOException e) {
            throw broken(phase, e);
        }
    }

    Deadline phaseDeadline(SmtpPhase phase) {
        return Deadline.in(link.timeouts().reply(phase));
    }

    /** The link failed while the client was writing: reads what the server replied before. */
    public ConnectionBrokenException brokenWriting(SmtpPhase phase, IOException cause) {
        return cause instanceof ConnectionBrokenException broken ? broken : broken(phase, earlierReply(), cause);
    }

    /** The connection cannot be used any longer. */
    public ConnectionBrokenException broken(SmtpPhase phase, IOException cause) {
        return broken(phase, null, cause);
    }

    /**
     * Closes the connection without QUIT, after the outstanding replies. The end of an abandoned content has not been
     * written; its buffered part is sent only where replies are outstanding.
     */
    public void abandon(SmtpPhase phase, String why) {
        try {
            if (!pending.isEmpty()) {
                drain();
            }
        } catch (ConnectionBrokenException e) {
            return;
        } finally {
            link.close();
        }
        trace.failed(phase.phrase(), why);
        trace.closed("by the client, without QUIT");
    }

    private void writeDeferred(Command next) throws ConnectionBrokenException {
        Command rset = deferred;
        deferred = null;
        if (rset != null && !(next == Command.Word.QUIT)) {
            reset = write(rset);
        }
    }

    private PendingReply append(Command command) throws ConnectionBrokenException {
        PendingReply reply = writeLine(command);
        pending.add(reply);
        pendingOctets += reply.octets();
        return reply;
    }

    /** @return so many replies to one command, the first of which is pending already */
    private List<PendingReply> withMore(PendingReply first, int count) {
        if (count == 1) {
            return List.of(first);
        }
        List<PendingReply> expected = expectMore(first, count - 1);
        expected.add(0, first);
        return expected;
    }

    /** @return the command, rejected by a 421 that arrived before it; null where nothing arrived */
    private PendingReply closingReply(Command command) throws ConnectionBrokenException {
        if (!pending.isEmpty() || !hasUnread(command)) {
            return null;
        }
        Reply unsolicited = earlierReply();
        if (unsolicited == null || !unsolicited.isClosing()) {
            throw outOfTurn(command, unsolicited);
        }
        closeAfter421();
        PendingReply reply = new PendingReply(command, trace.unsolicited(), 0);
        reply.complete(unsolicited);
        return reply;
    }

    /** After an unsolicited reply, no reply can be trusted to belong to its command. */
    private void requireSilence(Command command) throws ConnectionBrokenException {
        if (pending.isEmpty() && hasUnread(command)) {
            throw outOfTurn(command, earlierReply());
        }
    }

    /** During the setup, TLS session tickets arrive, and the whole check would wait for what follows them. */
    private boolean hasUnread(Command next) throws ConnectionBrokenException {
        link.requireOpen(next.phase());
        try {
            return window == Window.SETUP ? link.hasUnread() : link.hasArrived();
        } catch (IOException e) {
            throw broken(next.phase(), e);
        }
    }

    private ConnectionBrokenException outOfTurn(Command command, Reply unsolicited) {
        return broken(command.phase(), unsolicited, new IOException("the server sent an unsolicited reply"));
    }

    /** The number of octets of a line with its end. Without a secret, {@code line} holds the line afterwards. */
    private int octets(Command command) {
        if (command.secret() != null) {
            return command.wire().length + 2;
        }
        line.setLength(0);
        command.appendTo(line);
        return Text.utf8Length(line) + 2;
    }

    private PendingReply writeLine(Command command) throws ConnectionBrokenException {
        link.requireOpen(command.phase());
        try {
            Secret secret = command.secret();
            if (secret == null) {
                int octets = octets(command);
                link.writer().line(line);
                return new PendingReply(command, trace.sent(command.phase().word(), command, octets), octets);
            }
            trace.hideSecret(secret.octets());
            byte[] wire = command.wire();
            link.writer().line(wire);
            String shown = command.toString(); // The trace does not keep the secret.
            int octets = wire.length + 2;
            return new PendingReply(command, trace.sent(command.phase().word(), shown, octets), octets);
        } catch (IOException e) {
            throw brokenWriting(command.phase(), e);
        }
    }

    private void flush() throws ConnectionBrokenException {
        SmtpPhase phase =
                pending.isEmpty() ? SmtpPhase.CUSTOM : pending.peek().command().phase();
        try {
            link.writer().flush();
            trace.flushed();
        } catch (IOException e) {
            throw brokenWriting(phase, e);
        }
    }

    private void readNextReply() throws ConnectionBrokenException {
        PendingReply next = pending.element();
        SmtpPhase phase = next.command().phase();
        Reply reply = read(phase, next.traced(), link.reader(link.timeouts().reply(phase)));
        complete(reply);
        if (next == reset && !reply.isPositive() && !link.isClosed()) {
            throw broken(
                    SmtpPhase.RSET,
                    new IOException(
                            "the server rejected RSET, and the next message must not become a part of the last transaction"));
        }
    }

    private void complete(Reply reply) {
        PendingReply first = pending.remove();
        pendingOctets -= first.octets();
        first.complete(reply);
        if (link.isClosed() && !pending.isEmpty()) {
            IOException cause = new IOException("the server closed the connection");
            SmtpPhase phase = phaseOr(first.command().phase());
            fail(new ConnectionBrokenException(link.server(), phase, cause, described(replies.last()), null));
        }
    }

    private void closeAfter421() {
        link.close();
        trace.closed("by the server after 421");
    }

    /**
     * Reads what has arrived: replies to the pending commands, and an unsolicited one.
     *
     * @return the unsolicited reply, or a 421; null where there is none
     */
    private Reply earlierReply() {
        Reply last = null;
        try {
            while (last == null && link.hasArrived()) {
                PendingReply next = pending.peek();
                PendingCommand traced = next == null ? trace.unsolicited() : next.traced();
                Reply reply = replies.read(traced, link.reader(Deadline.ofEarlierReply()));
                if (next == null || reply.isClosing()) {
                    last = reply;
                }
                if (next != null) {
                    complete(reply);
                }
            }
        } catch (IOException e) {
            // The replies that were read count.
        }
        return last;
    }

    /** END_OF_DATA where the reply to the end of a content is outstanding: that message may be delivered. */
    private SmtpPhase phaseOr(SmtpPhase phase) {
        for (PendingReply each : pending) {
            if (each.command().endsContent()) {
                return SmtpPhase.END_OF_DATA;
            }
        }
        return phase;
    }

    /** @param last null where the server sent none */
    private ConnectionBrokenException broken(SmtpPhase phase, Reply last, IOException cause) {
        SmtpPhase failed = phaseOr(phase);
        ConnectionBrokenException broken =
                last == null ? link.broken(failed, cause) : link.broken(failed, cause, described(last));
        fail(broken);
        return broken;
    }

    private static LastReply described(Reply reply) {
        return new LastReply(reply.answer(), reply.toString());
    }

    private void fail(ConnectionBrokenException failure) {
        for (PendingReply each : pending) {
            each.fail(failure);
        }
        pending.clear();
        pendingOctets = 0;
    }
}
