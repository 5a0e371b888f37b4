package dev.parley.smtp.connection;

import dev.parley.net.Deadline;
import dev.parley.net.Link;
import dev.parley.sasl.Secret;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import dev.parley.trace.Elided;
import dev.parley.trace.Head;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * Commands out, replies in: one path for groups and for lock-step, whose groups have one command (RFC 2920).
 *
 * <ol>
 *   <li>commands are written as long as the {@link Window} has room; replies are read, and heard, to make some;
 *   <li>{@link #settle} ends the group: it leaves in one write, and all its replies are read.
 * </ol>
 *
 * Whatever breaks the link closes it and comes out as a {@link ConnectionBrokenException}; a 421 closes it too, but is a
 * reply.
 */
final class Pipeline {
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final Hearer NOBODY = (command, reply) -> {};
    private static final Hearer CREDITOR = (command, reply) -> {};

    private final Link link;
    private final Trace trace;
    private final Replies replies;
    private final Queue<Asked> unanswered = new ArrayDeque<>();
    private int unansweredOctets;
    private Window window = Window.LOCK_STEP;
    private boolean opened;
    private Trace.PendingCommand posted;
    private Optional<Command> owed = Optional.empty();
    private Optional<ConnectionBrokenException> failure = Optional.empty();

    Pipeline(Link link) {
        this.link = link;
        this.trace = link.trace();
        this.replies = new Replies(link);
        this.posted = trace.unsolicited();
    }

    /** Hears the replies to its commands, in their order. */
    interface Hearer {
        void heard(Command command, Reply reply);

        /** Whether the commands that have not left yet still make sense. */
        default boolean wantsMore() {
            return true;
        }
    }

    private record Asked(Command command, Trace.PendingCommand at, int octets, Hearer hearer) {}

    /** The dialog is open: from here on groups are as large as this. */
    void open(Window wide) {
        window = wide;
        opened = true;
    }

    boolean awaitsReplies() {
        return !unanswered.isEmpty();
    }

    boolean isLockStep() {
        return window.equals(Window.LOCK_STEP);
    }

    Reply greeting() throws ConnectionBrokenException {
        return read(Phase.GREETING);
    }

    /**
     * Writes the commands, as long as the hearer wants more. Some replies may be heard, others wait to be. A 421 that
     * arrived before a command is the reply to it (RFC 5321 s3.8), and it is not written.
     */
    void send(List<? extends Command> commands, Hearer hearer) throws ConnectionBrokenException {
        for (Command command : commands) {
            byte[] wire = command.wire();
            if (owed.isPresent()) {
                if (hasFarewell(command, hearer)) {
                    return;
                }
                payDebt(command);
            }
            makeRoom(wire);
            if (!hearer.wantsMore() || hasFarewell(command, hearer)) {
                return;
            }
            ask(command, wire, hearer);
        }
    }

    /** What has been written leaves, and every reply to it is heard; none is outstanding then. */
    void settle() throws ConnectionBrokenException {
        flush();
        while (!unanswered.isEmpty()) {
            hearNext();
        }
    }

    /** Sends one command and gives its reply. */
    Reply exchange(Command command) throws ConnectionBrokenException {
        send(List.of(command), NOBODY);
        settle();
        return replies.last().orElseThrow();
    }

    /** The same with a deadline that the replies to several commands share. */
    Reply exchange(Command command, Deadline deadline) throws ConnectionBrokenException {
        post(command);
        return read(Phase.of(command), posted, deadline);
    }

    /** The dot has been written: so many replies to it are to come. */
    void await(Command.EndOfData dot, Trace.PendingCommand asked, int awaited, Hearer hearer) {
        for (int i = 0; i < awaited; i++) {
            unanswered.add(new Asked(dot, asked, 0, hearer));
        }
    }

    /**
     * Writes a chunk, as long as the hearer wants more.
     *
     * @param head what the trace shows of it
     * @param awaited how many replies are to come: with LMTP to the last chunk one for each recipient
     * @return whether it was still wanted
     */
    boolean send(Command.Bdat command, byte[] chunk, Elided shown, Head head, int awaited, Hearer hearer)
            throws ConnectionBrokenException {
        byte[] wire = command.wire();
        payDebt(command);
        makeRoom(wire);
        if (!hearer.wantsMore()) {
            return false;
        }
        requireSilence(command);
        Trace.PendingCommand asked = ask(command, wire, hearer);
        for (int more = 1; more < awaited; more++) {
            unanswered.add(new Asked(command, asked, 0, hearer));
        }
        try {
            link.output().write(chunk, 0, command.octets());
        } catch (IOException e) {
            throw brokenWriting(Phase.of(command), e);
        }
        trace.content(asked, shown, head);
        return true;
    }

    /** A command that has time until something else is said, and goes with that; QUIT makes it needless. */
    void owe(Command command) {
        owed = Optional.of(command);
    }

    /** Sends a command line whose reply is read by another call. */
    void post(Command command) throws ConnectionBrokenException {
        payDebt(command);
        settle();
        requireSilence(command);
        posted = write(command, command.wire());
        flush();
    }

    /** QUIT, and its reply if it is waited for. */
    void quit(QuitMode quitMode) throws ConnectionBrokenException {
        post(new Command.Quit());
        if (quitMode != QuitMode.NO_WAIT) {
            Duration limit = quitMode.limit(link.timeouts().reply(Phase.QUIT.timeout()));
            read(Phase.QUIT, posted, Deadline.in(limit));
        }
    }

    /** Reads the reply to what {@link #post} sent, or one that nobody asked for. */
    Reply read(Phase phase) throws ConnectionBrokenException {
        return read(phase, posted);
    }

    /** The link broke while this side was writing: the server may have said why, and answered what it still heard. */
    ConnectionBrokenException brokenWriting(Phase phase, IOException cause) {
        return cause instanceof ConnectionBrokenException broken ? broken : broken(phase, lastWords(), cause);
    }

    /** Something other than talking failed, and the dialog cannot go on. */
    ConnectionBrokenException broken(Phase phase, IOException cause) {
        return broken(phase, Optional.empty(), cause);
    }

    /**
     * This side has a reason to end the dialog without a word. What was asked before is still heard. The caller has not
     * written the end of a content that it abandons: what is still buffered leaves only where replies are outstanding.
     */
    void abandon(Phase phase, String why) {
        try {
            if (!unanswered.isEmpty()) {
                settle();
            }
        } catch (ConnectionBrokenException e) {
            return;
        } finally {
            link.close();
        }
        trace.failed(phase.phrase(), why);
        trace.closed("by this side, in the middle of the dialog");
    }

    /** What ended the dialog while replies were outstanding. */
    Optional<ConnectionBrokenException> failure() {
        return failure;
    }

    /** What the server has said. */
    Replies replies() {
        return replies;
    }

    private void payDebt(Command next) throws ConnectionBrokenException {
        Optional<Command> debt = owed;
        owed = Optional.empty();
        if (debt.isPresent() && !(next instanceof Command.Quit)) {
            send(List.of(debt.get()), CREDITOR);
        }
    }

    private void makeRoom(byte[] next) throws ConnectionBrokenException {
        if (window.takes(octets(next), unanswered.size(), unansweredOctets)) {
            return;
        }
        flush();
        while (!unanswered.isEmpty() && !window.isWorthFilling(unanswered.size(), unansweredOctets)) {
            hearNext();
        }
    }

    private Trace.PendingCommand ask(Command command, byte[] wire, Hearer hearer) throws ConnectionBrokenException {
        Trace.PendingCommand asked = write(command, wire);
        unanswered.add(new Asked(command, asked, octets(wire), hearer));
        unansweredOctets += octets(wire);
        return asked;
    }

    private static int octets(byte[] line) {
        return line.length + 2;
    }

    private boolean hasFarewell(Command command, Hearer hearer) throws ConnectionBrokenException {
        if (!unanswered.isEmpty() || !hasUnread(command)) {
            return false;
        }
        Optional<Reply> unsolicited = lastWords();
        if (unsolicited.filter(Reply::isFarewell).isEmpty()) {
            throw outOfTurn(command, unsolicited);
        }
        endByServer();
        hearer.heard(command, unsolicited.get());
        return true;
    }

    /** After a reply that no command asked for, no reply can be trusted to belong to its command. */
    private void requireSilence(Command command) throws ConnectionBrokenException {
        if (unanswered.isEmpty() && hasUnread(command)) {
            throw outOfTurn(command, lastWords());
        }
    }

    /** While the dialog is being opened, TLS session tickets arrive, and the check would wait for what follows them. */
    private boolean hasUnread(Command next) throws ConnectionBrokenException {
        requireOpen(next);
        try {
            return opened ? link.hasArrived() : link.hasUnread();
        } catch (IOException e) {
            throw broken(Phase.of(next), e);
        }
    }

    private ConnectionBrokenException outOfTurn(Command command, Optional<Reply> unsolicited) {
        return broken(Phase.of(command), unsolicited, new IOException("the server spoke out of turn"));
    }

    private void requireOpen(Command command) throws ConnectionBrokenException {
        if (link.isClosed()) {
            String why = link.isAborted() ? "another thread closed it" : "the connection is closed";
            throw new ConnectionBrokenException(Phase.of(command), Optional.empty(), new IOException(why));
        }
    }

    private Trace.PendingCommand write(Command command, byte[] wire) throws ConnectionBrokenException {
        requireOpen(command);
        try {
            command.secret().map(Secret::octets).ifPresent(trace::hide);
            link.writer().line(wire);
            return trace.sent(Phase.of(command).word(), command, octets(wire));
        } catch (IOException e) {
            throw brokenWriting(Phase.of(command), e);
        }
    }

    private void flush() throws ConnectionBrokenException {
        Phase phase = unanswered.isEmpty() ? Phase.CUSTOM : Phase.of(unanswered.peek().command);
        try {
            link.writer().flush();
            trace.flushed();
        } catch (IOException e) {
            throw brokenWriting(phase, e);
        }
    }

    private void hearNext() throws ConnectionBrokenException {
        Asked asked = unanswered.element();
        Reply reply = read(Phase.of(asked.command), asked.at);
        answered(reply);
        if (asked.hearer == CREDITOR && !reply.isPositive() && !link.isClosed()) {
            throw broken(
                    Phase.RSET,
                    new IOException("the server keeps the last transaction, the next message must not get into it"));
        }
    }

    private void answered(Reply reply) {
        Asked asked = unanswered.remove();
        unansweredOctets -= asked.octets;
        asked.hearer.heard(asked.command, reply);
        if (link.isClosed() && !unanswered.isEmpty()) {
            IOException cause = new IOException("the server closed the connection");
            failure = Optional.of(new ConnectionBrokenException(open(Phase.of(asked.command)), replies.last(), cause));
            unanswered.clear();
        }
    }

    private Reply read(Phase phase, Trace.PendingCommand asked) throws ConnectionBrokenException {
        return read(phase, asked, Deadline.in(link.timeouts().reply(phase.timeout())));
    }

    private Reply read(Phase phase, Trace.PendingCommand asked, Deadline deadline) throws ConnectionBrokenException {
        try {
            Reply reply = replies.next(asked, deadline);
            if (reply.isFarewell()) {
                endByServer();
            }
            return reply;
        } catch (IOException e) {
            throw broken(phase, e);
        }
    }

    private void endByServer() {
        link.close();
        trace.closed("by the server, 421");
    }

    private Optional<Reply> lastWords() {
        Optional<Reply> unsolicited = Optional.empty();
        try {
            while (unsolicited.isEmpty() && link.hasArrived()) {
                Reply reply = replies.next(
                        unanswered.isEmpty() ? trace.unsolicited() : unanswered.element().at, Deadline.in(LAST_WORDS));
                if (unanswered.isEmpty() || reply.isFarewell()) {
                    unsolicited = Optional.of(reply);
                }
                if (!unanswered.isEmpty()) {
                    answered(reply);
                }
            }
        } catch (IOException e) {
            // What it said before stands.
        }
        return unsolicited;
    }

    /** Where a content has ended and its reply is outstanding, that is what breaks, whatever else does. */
    private Phase open(Phase phase) {
        boolean ended = unanswered.stream().anyMatch(asked -> asked.command.endsContent());
        return ended ? Phase.END_OF_DATA : phase;
    }

    private ConnectionBrokenException broken(Phase phase, Optional<Reply> lastWords, IOException cause) {
        link.close();
        Phase where = open(phase);
        unanswered.clear();
        IOException quiet = trace.redacted(cause);
        IOException reason = link.isAborted() ? new IOException("another thread closed it", quiet) : quiet;
        ConnectionBrokenException broken = new ConnectionBrokenException(where, lastWords, reason);
        failure = Optional.of(broken);
        if (lastWords.filter(Reply::isRefusal).isPresent() && !broken.mayBeDelivered()) {
            trace.refused(where.phrase(), reason.getMessage());
        } else {
            trace.failed(where.phrase(), reason.getMessage(), broken.mayBeDelivered());
        }
        trace.closed("broken");
        return broken;
    }
}
