package dev.parley.smtp.connection;

import dev.parley.net.Link;
import dev.parley.settings.ApplicationFailure;
import dev.parley.smtp.connection.TransactionResult.Accepted;
import dev.parley.smtp.connection.TransactionResult.Broken;
import dev.parley.smtp.connection.TransactionResult.NotAttempted;
import dev.parley.smtp.connection.TransactionResult.Outcome;
import dev.parley.smtp.connection.TransactionResult.RecipientResult;
import dev.parley.smtp.connection.TransactionResult.Refused;
import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import dev.parley.trace.Head;
import dev.parley.trace.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One message, RFC 5321 s3.3.
 *
 * <ol>
 *   <li>the head of the content is rendered, so that MAIL can say what is in it;
 *   <li>MAIL, a RCPT for each recipient, and DATA or BDAT as {@link DataStrategy} says;
 *   <li>the content and its end, as the {@link Carrier} has it: here {@link #write} ends;
 *   <li>{@link #finish}: the reply, and RSET where the server was left inside the transaction, together with what is said
 *       next.
 * </ol>
 *
 * Content that fails while it is on the wire ends the link: only so is it certain that the server keeps nothing.
 */
final class Transaction implements Pipeline.Hearer {
    private final Link link;
    private final Pipeline pipeline;
    private final ConnectionSettings settings;
    private final Buffers buffers;
    private final Envelope envelope;
    private final DataStrategy strategy;
    private final Declaration declaration;
    private final Recipients recipients;
    private final boolean rested;
    private final List<RecipientResult> verdicts = new ArrayList<>();
    private final Timing.Laps laps = new Timing.Laps();
    private Timing timing = Timing.NONE;
    private boolean opened;
    private boolean begun;
    private boolean ended;
    private List<Integer> tooMany = List.of();
    private Optional<Reply> announced = Optional.empty();
    private Optional<Carrier> carrier = Optional.empty();
    private Optional<Progress> progress = Optional.empty();
    private Optional<Outcome> outcome = Optional.empty();

    /**
     * @param partial whether the message is sent when only some of the recipients are accepted
     * @param rested whether the link was idle before and may be dead: the content is kept until MAIL is accepted
     */
    Transaction(
            Link link,
            Pipeline pipeline,
            Capabilities offered,
            ConnectionSettings settings,
            Buffers buffers,
            Envelope envelope,
            boolean partial,
            boolean rested) {
        this.link = link;
        this.pipeline = pipeline;
        this.settings = settings;
        this.buffers = buffers;
        this.envelope = envelope;
        this.rested = rested;
        this.declaration = new Declaration(envelope, offered);
        this.recipients = new Recipients(envelope.recipients(), partial);
        int size = envelope.recipients().size();
        this.strategy = DataStrategy.of(
                !pipeline.isLockStep(),
                settings.chunking() != FeatureMode.OFF && offered.has("CHUNKING"),
                settings.chunking() == FeatureMode.EAGER && !isLmtp() && !rested && size <= Recipients.COMMON_LIMIT,
                partial || size == 1);
    }

    /** @param more whether the content is needed again when this is over */
    TransactionResult run(Spool content, boolean more) throws ContentException {
        write(content, more);
        return finish();
    }

    DataStrategy strategy() {
        return strategy;
    }

    /** Writes everything, and waits only for the replies that decide what is written next. */
    void write(Spool content, boolean more) throws ContentException {
        ContentStream stream = new ContentStream(content, buffers.head(), size -> open(content, size, more));
        try {
            content.writeTo(stream);
            stream.finish();
            declaration.requireSaid(content);
        } catch (UnwantedException e) {
            // The outcome says why.
        } catch (Throwable e) {
            fail(e);
        }
        end();
    }

    /** Hears what is still to be heard, and leaves the server ready for another message. */
    TransactionResult finish() {
        if (outcome.isEmpty()) {
            listen();
        }
        reset();
        return new TransactionResult(
                recipients.results(),
                outcome.orElseThrow(),
                carrier.map(Carrier::octets).orElse(0L),
                timing,
                isStale());
    }

    /** The places of the recipients whom another transaction may have: this one got too many. */
    List<Integer> tooMany() {
        return tooMany;
    }

    @Override
    public void heard(Command command, Reply reply) {
        if (command instanceof Command.Mail) {
            begun = reply.isPositive();
        }
        if (command instanceof Command.Rcpt) {
            hearRecipient(command, reply);
        } else if (command instanceof Command.Data) {
            announced = Optional.of(reply);
        } else if (command.endsContent()) {
            verdicts.add(new RecipientResult(command, Optional.of(reply)));
        } else if (!reply.isPositive()) {
            conclude(new Refused(command, reply));
        }
        if (reply.isFarewell() && !command.endsContent()) {
            conclude(new Refused(command, reply));
        }
    }

    @Override
    public boolean wantsMore() {
        return outcome.isEmpty() && (carrier.isPresent() || !recipients.areFull());
    }

    /** Behind a refused MAIL, the replies to RCPT are only its echo. */
    private void hearRecipient(Command command, Reply reply) {
        if (outcome.isEmpty()) {
            recipients.hear(command, reply);
        }
    }

    /** What is known first stands. */
    private void conclude(Outcome end) {
        outcome = outcome.or(() -> Optional.of(end));
    }

    private OutputStream open(Spool content, OptionalLong size, boolean more) throws IOException {
        if (outcome.isPresent()) {
            throw new UnwantedException();
        }
        List<Command> group = new ArrayList<>();
        group.add(declaration.mail(content, size));
        declaration.international().ifPresent(why -> link.trace().decided(Topic.UTF8, "SMTPUTF8", why));
        envelope.recipients().forEach(to -> group.add(to.command()));
        laps.lap();
        opened = true;
        try {
            announce(group);
        } catch (ConnectionBrokenException e) {
            conclude(broken(e));
        }
        timing = timing.withEnvelope(laps.lap());
        boolean neededAgain = more && outcome.orElse(null) instanceof NotAttempted || isStale();
        if (outcome.isPresent() && !neededAgain) {
            throw new UnwantedException();
        }
        OutputStream way = outcome.isPresent() ? OutputStream.nullOutputStream() : carry(content, size);
        return more || neededAgain || !tooMany.isEmpty() ? content.keeping(way) : way;
    }

    private OutputStream carry(Content content, OptionalLong size) {
        Head head = link.trace().head();
        Carrier opened = strategy.isChunked()
                ? new ChunkCarrier(pipeline, this, head, buffers.chunk(), content.isBinary())
                : new DotCarrier(link, pipeline, this, head);
        carrier = Optional.of(opened);
        return new LinkOutputStream(head.on(metered(opened, content, size)), this::lose);
    }

    private OutputStream metered(Carrier opened, Content content, OptionalLong size) {
        progress = content.progress();
        OptionalLong expected = size.isPresent() || progress.isEmpty() ? size : content.leastSize();
        return progress.<OutputStream>map(told -> new ProgressOutputStream(opened, told, expected))
                .orElse(opened.stream());
    }

    /** Whether the link was dead before anything was accepted on it: on another one the message may be sent. */
    private boolean isStale() {
        return rested && !begun && link.isClosed();
    }

    private void announce(List<Command> group) throws ConnectionBrokenException {
        if (strategy == DataStrategy.DATA_IN_GROUP) {
            group.add(new Command.Data());
        }
        pipeline.send(group, this);
        if (strategy == DataStrategy.BDAT_IN_GROUP) {
            return;
        }
        pipeline.settle();
        tooMany = recipients.behindTheLimit();
        judgeRecipients();
        if (!strategy.isChunked() && announced.isEmpty() && outcome.isEmpty()) {
            announced = Optional.of(pipeline.exchange(new Command.Data()));
        }
        judgeAnnouncement();
    }

    private void judgeRecipients() {
        if (!recipients.areEnough()) {
            conclude(new NotAttempted());
        }
    }

    /** RFC 2920 s3.1: where DATA was taken although no recipient was, a single dot ends it. */
    private void judgeAnnouncement() throws ConnectionBrokenException {
        if (announced.isEmpty()) {
            return;
        }
        if (!announced.get().isIntermediate()) {
            conclude(new Refused(new Command.Data(), announced.get()));
        } else if (outcome.isPresent() && !link.isClosed()) {
            pipeline.exchange(new Command.EndOfData());
        }
    }

    /** From here on the server may commit the message: nothing is a failure of the content any more. */
    private void end() {
        if (outcome.isPresent()) {
            return;
        }
        try {
            carrier.orElseThrow().end(isLmtp() ? recipients.accepted() : 1);
            ended = true;
        } catch (UnwantedException e) {
            // The outcome says why.
        } catch (IOException e) {
            lose(e);
        } catch (RuntimeException | Error e) {
            ended = true;
            lose(unexpected(e));
        }
        if (ended && progress.isPresent()) {
            long octets = carrier.orElseThrow().octets();
            progress.get().sent(octets, OptionalLong.of(octets));
        }
        timing = timing.withContent(laps.lap());
    }

    private void listen() {
        try {
            pipeline.settle();
        } catch (ConnectionBrokenException e) {
            // The pipeline keeps it: it may be another transaction that meets it first.
        } catch (RuntimeException | Error e) {
            pipeline.broken(ended ? Phase.END_OF_DATA : Phase.CONTENT, unexpected(e));
        }
        timing = timing.withVerdict(laps.lap());
        if (isLmtp()) {
            recipients.share(verdicts);
        }
        conclude(verdict());
    }

    private Outcome verdict() {
        Optional<RecipientResult> good =
                verdicts.stream().filter(RecipientResult::isAccepted).findFirst();
        boolean complete = verdicts.size() == (isLmtp() ? recipients.accepted() : 1);
        if (good.isPresent()) {
            return new Accepted(good.get().reply().orElseThrow());
        } else if (!complete) {
            return broken(pipeline.failure().orElseThrow());
        } else if (!recipients.areEnough()) {
            return new NotAttempted();
        }
        RecipientResult last = verdicts.get(verdicts.size() - 1);
        return new Refused(last.command(), last.reply().orElseThrow());
    }

    private void lose(IOException failure) {
        conclude(broken(pipeline.brokenWriting(Phase.CONTENT, failure)));
    }

    /** The link broke, perhaps in the middle of another transaction: what counts is where this one was. */
    private Broken broken(ConnectionBrokenException failure) {
        return new Broken(
                failure.mayBeDelivered() == ended
                        ? failure
                        : failure.during(ended ? Phase.END_OF_DATA : Phase.CONTENT));
    }

    /** A socket of the application may throw anything, and a stack or a heap may be too small anywhere. */
    private static IOException unexpected(Throwable failure) {
        return new IOException("unexpected " + ApplicationFailure.describe(failure), failure);
    }

    /**
     * The content's own failure, unless the link's was first and came out through the content. What is abandoned has not
     * been ended: {@link #end} has not begun.
     */
    private void fail(Throwable failure) throws ContentException {
        if (outcome.isPresent()) {
            return;
        }
        if (opened) {
            pipeline.abandon(
                    Phase.CONTENT, "the message could not be rendered: " + ApplicationFailure.describe(failure));
        }
        throw new ContentException(failure);
    }

    private void reset() {
        if (outcome.orElseThrow() instanceof Accepted || link.isClosed()) {
            return;
        }
        try {
            pipeline.settle();
            if (!pipeline.isLockStep()) {
                pipeline.owe(new Command.Rset());
            } else if (!pipeline.exchange(new Command.Rset()).isPositive() && !link.isClosed()) {
                pipeline.abandon(Phase.RSET, "the server keeps the transaction, the next message must not get into it");
            }
        } catch (ConnectionBrokenException e) {
            // The link is closed, which ends the transaction too; the outcome stands.
        } catch (RuntimeException | Error e) {
            pipeline.broken(Phase.RSET, unexpected(e));
        }
    }

    private boolean isLmtp() {
        return settings.hello() == Hello.LHLO;
    }
}
