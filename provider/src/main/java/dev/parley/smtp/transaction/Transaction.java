package dev.parley.smtp.transaction;

import dev.parley.net.ConnectionBrokenException;
import dev.parley.settings.ApplicationFailure;
import dev.parley.smtp.connection.FeatureMode;
import dev.parley.smtp.connection.PendingReply;
import dev.parley.smtp.connection.Pipeline;
import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Extension;
import dev.parley.smtp.protocol.Path;
import dev.parley.smtp.protocol.Reply;
import dev.parley.smtp.protocol.SmtpPhase;
import dev.parley.smtp.transaction.TransactionResult.Accepted;
import dev.parley.smtp.transaction.TransactionResult.Broken;
import dev.parley.smtp.transaction.TransactionResult.NotAttempted;
import dev.parley.smtp.transaction.TransactionResult.Outcome;
import dev.parley.smtp.transaction.TransactionResult.RecipientResult;
import dev.parley.smtp.transaction.TransactionResult.Rejected;
import dev.parley.trace.Head;
import dev.parley.trace.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * One mail transaction, RFC 5321 s3.3.
 *
 * <ol>
 *   <li>{@link #write}: the content is rendered into the connection's buffer; MAIL, a RCPT for each recipient, and the
 *       announcement of the content, as {@link DataStrategy} decides; the content;
 *   <li>{@link #finish}: the reply to the content, and RSET where the server was left inside the transaction.
 * </ol>
 *
 * A content longer than the buffer begins the transaction while it is rendered ({@link ThresholdOutputStream}). One that
 * fails while it is sent closes the connection: only then is it certain that the server keeps nothing.
 */
public final class Transaction {
    private final SmtpConnection connection;
    private final Pipeline pipeline;
    private final RecipientPolicy policy;
    private final Spool spool;
    private final DataStrategy strategy;
    private final EnvelopeCommands commands;
    private final EnvelopeGroup group;
    private final boolean repliesPerRecipient;
    private final boolean wasIdle;
    private final Timing timing = new Timing();
    private Command.Mail mail; // null: the transaction has not begun
    private Sending sending; // null: the content is not sent
    private PerRecipientReplies perRecipient; // null: one reply to the content, or LMTP
    private Outcome outcome; // null: not known yet

    /**
     * The content that is being sent.
     *
     * @param stream to which it is written
     */
    private record Sending(ContentWriter writer, LinkOutputStream stream) {}

    public Transaction(SmtpConnection connection, Envelope envelope, RecipientPolicy policy, Spool spool) {
        this.connection = connection;
        this.pipeline = connection.pipeline();
        this.policy = policy;
        this.spool = spool;
        this.strategy = DataStrategy.of(connection, envelope.recipients().size(), policy);
        this.commands = new EnvelopeCommands(connection, envelope);
        this.group = new EnvelopeGroup(pipeline, rcpts(envelope), policy);
        this.repliesPerRecipient = envelope.wantsPerRecipientReplies() && !connection.isLmtp();
        this.wasIdle = connection.use().wasIdle();
        connection.use().beginTransaction();
        strategy.trace(connection);
    }

    private Command.Rcpt[] rcpts(Envelope envelope) {
        List<Path> recipients = envelope.recipients();
        Command.Rcpt[] rcpts = new Command.Rcpt[recipients.size()];
        for (int i = 0; i < rcpts.length; i++) {
            rcpts[i] = commands.rcpt(recipients.get(i));
        }
        return rcpts;
    }

    /**
     * Whether the next transaction may be written before this one is answered (RFC 2920 s3.1, RFC 3030 s4.2). Opt-in only:
     * Courier and Haraka lose what follows the end of a content.
     */
    public static boolean mayOverlap(SmtpConnection connection, Envelope envelope) {
        boolean eager = connection.settings().transfer().pipelining() == FeatureMode.EAGER
                || connection.settings().transfer().chunking() == FeatureMode.EAGER
                        && connection.capabilities().has(Extension.CHUNKING);
        return eager
                && !connection.use().wasIdle()
                && !connection.pipeline().isLockStep()
                && !envelope.wantsPerRecipientReplies()
                && RecipientLimits.of(connection).fitInOne(envelope.recipients());
    }

    /**
     * Renders and writes everything, and reads only the replies that decide what is written next. A long content begins the
     * transaction while it is rendered; a short one, and one that was kept, is written after that.
     */
    public void write() throws ContentException {
        write(0);
    }

    /** @param laterTransactions how many others of the same message follow, whatever the replies are */
    void write(int laterTransactions) throws ContentException {
        Throwable failure = null;
        try {
            commands.requireSupported();
            if (spool.isEmpty()) {
                spool.render(new LongContent(laterTransactions));
            } else {
                spool.requireKept();
            }
            if (mail == null) {
                begin();
                if (sending != null) {
                    spool.writeTo(sending.stream);
                }
            }
            requireDeclared();
        } catch (Throwable e) {
            failure = e;
        }
        if (sending != null && sending.stream.failure() != null) {
            concludeFailedWrite(sending.stream.failure());
        }
        if (failure != null) {
            failContent(failure);
        }
        if (outcome == null) {
            endContent();
        }
    }

    /** Reads the outstanding replies, and leaves the server ready for another message. */
    public TransactionResult finish() {
        boolean sent = outcome == null;
        if (sent) {
            readVerdict();
        }
        List<RecipientResult> recipients = sent ? resultsOfContent() : group.results();
        reset();
        long octets = sending == null ? 0 : sending.writer.octets();
        return new TransactionResult(recipients, outcome, octets, timing, mayBeResent());
    }

    private List<RecipientResult> resultsOfContent() {
        if (perRecipient != null) {
            return group.results(perRecipient);
        }
        return connection.isLmtp() ? group.results(sending.writer.finalReplies()) : group.results();
    }

    /**
     * The indexes of the recipients that another transaction may have: this one has too many. None where BDAT was in the
     * group: the content is written, and a long one no longer available, before the replies to RCPT are read.
     */
    List<Integer> overLimit() {
        return strategy == DataStrategy.BDAT_IN_GROUP ? List.of() : group.overLimit();
    }

    /** Writes MAIL, RCPT and the announcement, and opens the way of the content unless a reply forbids it. */
    private void begin() throws IOException {
        Content content = spool.content();
        long size = spool.size();
        mail = commands.mail(content, size);
        content.mailIsFinal();
        if (mail.isSmtpUtf8()) {
            connection.trace().decided(Topic.UTF8, "SMTPUTF8", commands.smtpUtf8Reason());
        }
        timing.start();
        try {
            writeEnvelope();
        } catch (ConnectionBrokenException e) {
            conclude(group.rejection());
            conclude(brokenBeforeTheEnd(e));
        } catch (RuntimeException | Error e) {
            pipeline.broken(mail.phase(), unexpected(e)); // Which commands have been written is unknown.
            throw e;
        }
        timing.envelopeDone();
        if (outcome == null) {
            sending = open(content, size);
        }
    }

    private void writeEnvelope() throws ConnectionBrokenException {
        group.write(mail);
        if (strategy == DataStrategy.DATA_IN_GROUP) {
            group.writeData();
        }
        if (strategy == DataStrategy.BDAT_IN_GROUP) {
            return;
        }
        pipeline.drain();
        conclude(group.rejection());
        if (!areEnoughAccepted()) {
            conclude(new NotAttempted());
        }
        if (outcome == null && !strategy.usesChunks()) {
            group.exchangeData();
        }
        judgeDataReply();
    }

    private boolean areEnoughAccepted() {
        return policy == RecipientPolicy.PARTIAL ? group.accepted() > 0 : group.areAllAccepted();
    }

    /** RFC 2920 s3.1: where DATA was accepted although no recipient was, a lone dot ends it. */
    private void judgeDataReply() throws ConnectionBrokenException {
        Reply reply = group.dataReply();
        if (reply == null) {
            return;
        }
        if (!reply.isIntermediate()) {
            conclude(new Rejected(Command.Word.DATA, reply));
        } else if (outcome != null && !connection.link().isClosed()) {
            pipeline.exchange(Command.Word.END_OF_DATA);
        }
    }

    private Sending open(Content content, long size) {
        Head excerpt = connection.trace().head();
        ContentWriter writer = strategy.usesChunks()
                ? new ChunkWriter(connection, group, excerpt, content)
                : new DotStuffedWriter(connection, excerpt);
        OutputStream stream = ProgressOutputStream.of(writer, content, size);
        return new Sending(writer, new LinkOutputStream(excerpt.on(stream)));
    }

    /** A header field deep in a long message may come too late for MAIL to declare it. */
    private void requireDeclared() throws UnsendableException {
        if (spool.content().isInternational() && !mail.isSmtpUtf8()) {
            throw new UnsendableException(
                    "a header field of a part contains non-ASCII characters, and MAIL was sent without SMTPUTF8"
                            + " before it was rendered: encode it as in RFC 2047 and RFC 2231");
        }
    }

    private void concludeFailedWrite(IOException failure) {
        if (failure instanceof ContentWriter.StopRenderingException) {
            conclude(rejection());
        } else {
            concludeBroken(failure);
        }
    }

    /**
     * The failure of the content, unless the connection's was first and came out through the content. The end of an
     * abandoned content has not been written.
     */
    private void failContent(Throwable failure) throws ContentException {
        if (outcome != null) {
            return;
        }
        if (mail != null) {
            pipeline.abandon(
                    SmtpPhase.CONTENT, "the message could not be rendered: " + ApplicationFailure.describe(failure));
        }
        throw new ContentException(failure);
    }

    /**
     * From here on the server may accept the message: nothing is a failure of the content any more. After an IOException
     * the end has not reached the server completely; after anything else, it may have.
     */
    private void endContent() {
        ContentWriter writer = sending.writer;
        try {
            writer.finish(connection.isLmtp() ? group.accepted() : 1);
            reportEnd(writer.octets());
        } catch (ContentWriter.StopRenderingException e) {
            conclude(rejection());
        } catch (IOException e) {
            concludeBroken(e);
        } catch (RuntimeException | Error e) {
            conclude(brokenAfterTheEnd(pipeline.brokenWriting(SmtpPhase.CONTENT, unexpected(e))));
        }
        timing.contentDone();
    }

    private void reportEnd(long octets) {
        Content.Progress progress = spool.content().progress();
        if (progress != null) {
            progress.sent(octets, octets);
        }
    }

    private void readVerdict() {
        drain();
        if (repliesPerRecipient) {
            PendingReply first = sending.writer.finalReplies().get(0);
            perRecipient = PerRecipientReplies.after(first, group.accepted(), pipeline);
            drain();
        }
        timing.verdictDone();
        conclude(rejection());
        conclude(perRecipient == null ? verdict(sending.writer.finalReplies()) : perRecipient.outcome());
    }

    /** Reads the outstanding replies; each that fails has the failure. */
    private void drain() {
        try {
            pipeline.drain();
        } catch (ConnectionBrokenException e) {
            // Each pending reply has it. Another transaction of the connection may have failed first.
        } catch (RuntimeException | Error e) {
            pipeline.broken(SmtpPhase.END_OF_DATA, unexpected(e));
        }
    }

    private Outcome verdict(List<PendingReply> finalReplies) {
        for (int i = 0; i < finalReplies.size(); i++) {
            PendingReply each = finalReplies.get(i);
            if (each.isAnswered() && each.reply().isPositive()) {
                return new Accepted(each.reply(), null);
            }
        }
        for (int i = 0; i < finalReplies.size(); i++) {
            PendingReply each = finalReplies.get(i);
            if (!each.isAnswered()) {
                return brokenAfterTheEnd(each.failure());
            }
        }
        if (!areEnoughAccepted()) {
            return new NotAttempted();
        }
        PendingReply last = finalReplies.get(finalReplies.size() - 1);
        return new Rejected(last.command(), last.reply());
    }

    /** A rejection of a command before the end of the content; null where there is none so far. */
    private Rejected rejection() {
        Rejected rejection = group.rejection();
        return rejection != null || sending == null ? rejection : sending.writer.rejection();
    }

    private void concludeBroken(IOException cause) {
        ConnectionBrokenException failure = pipeline.brokenWriting(SmtpPhase.CONTENT, cause);
        conclude(rejection()); // It may have been among the last replies.
        conclude(brokenBeforeTheEnd(failure));
    }

    /** Certain: the server has not received the end of this content, whatever the connection was doing for another message. */
    private static Broken brokenBeforeTheEnd(ConnectionBrokenException failure) {
        return new Broken(failure.phase().mayBeDelivered() ? failure.during(SmtpPhase.CONTENT) : failure);
    }

    /** Uncertain: the server may have received the end of this content. */
    private static Broken brokenAfterTheEnd(ConnectionBrokenException failure) {
        return new Broken(failure.phase().mayBeDelivered() ? failure : failure.during(SmtpPhase.END_OF_DATA));
    }

    /** The first outcome counts. */
    private void conclude(Outcome end) {
        if (outcome == null) {
            outcome = end;
        }
    }

    /** A socket of the application may throw anything, and stack or heap may be exhausted anywhere. */
    private static IOException unexpected(Throwable failure) {
        return new IOException("unexpected " + ApplicationFailure.describe(failure), failure);
    }

    /** Whether the connection was dead before anything was accepted on it: the message can be sent over another one. */
    private boolean mayBeResent() {
        return wasIdle && !group.isMailAccepted() && connection.link().isClosed();
    }

    private void reset() {
        if (outcome instanceof Accepted || connection.link().isClosed()) {
            return;
        }
        try {
            pipeline.drain();
            if (!pipeline.isLockStep()) {
                pipeline.deferReset();
            } else if (!pipeline.exchange(Command.Word.RSET).isPositive()
                    && !connection.link().isClosed()) {
                pipeline.abandon(
                        SmtpPhase.RSET,
                        "the server rejected RSET, and the next message must not become a part of the last transaction");
            }
        } catch (ConnectionBrokenException e) {
            // The connection is closed, which ends the transaction too; the outcome is not changed.
        } catch (RuntimeException | Error e) {
            pipeline.broken(SmtpPhase.RSET, unexpected(e));
        }
    }

    /** Begins the transaction while a content longer than the buffer is rendered. */
    private final class LongContent implements ThresholdOutputStream.Overflow {
        private final int laterTransactions;

        LongContent(int laterTransactions) {
            this.laterTransactions = laterTransactions;
        }

        @Override
        public OutputStream begin() throws IOException {
            Transaction.this.begin();
            boolean othersWait = laterTransactions > 0;
            boolean neededAgain = othersWait && outcome instanceof NotAttempted || mayBeResent();
            if (outcome == null) {
                spool.writeHead(sending.stream);
                return othersWait || !overLimit().isEmpty() ? spool.startKeeping(sending.stream) : sending.stream;
            } else if (neededAgain) {
                return spool.startKeeping(OutputStream.nullOutputStream()); // Rendered to the end, only to be kept.
            }
            throw new ContentWriter.StopRenderingException();
        }
    }
}
