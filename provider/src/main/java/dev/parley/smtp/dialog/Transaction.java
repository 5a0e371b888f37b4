package dev.parley.smtp.dialog;

import dev.parley.net.Link;
import dev.parley.smtp.dialog.TransactionResult.Accepted;
import dev.parley.smtp.dialog.TransactionResult.Broken;
import dev.parley.smtp.dialog.TransactionResult.Fate;
import dev.parley.smtp.dialog.TransactionResult.Outcome;
import dev.parley.smtp.dialog.TransactionResult.Refused;
import dev.parley.smtp.dialog.TransactionResult.Withheld;
import dev.parley.smtp.protocol.Capabilities;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * One message, RFC 5321 s3.3.
 *
 * <ol>
 *   <li>the head of the content is rendered, so that MAIL can say what is in it;
 *   <li>MAIL, a RCPT for each recipient, and the announcement of the content, as {@link Announcement} says;
 *   <li>the content and its end, as the {@link Carrier} has it, and the reply;
 *   <li>RSET where the server was left inside the transaction, together with what is said next.
 * </ol>
 *
 * Content that fails while it is on the wire ends the link: only so is it certain that the server keeps nothing.
 */
final class Transaction implements Pipeline.Hearer {
    /** RFC 5321 s4.5.3.1.8: what every server must take. */
    private static final int COMMON_LIMIT = 100;

    private final Link link;
    private final Pipeline pipeline;
    private final Capabilities offered;
    private final DialogSettings settings;
    private final Envelope envelope;
    private final boolean partial;
    private final Announcement announcement;
    private final List<Fate> recipients = new ArrayList<>();
    private final List<Fate> verdicts = new ArrayList<>();
    private final Timing.Laps laps = new Timing.Laps();
    private Timing timing = Timing.NONE;
    private boolean international;
    private boolean isFull;
    private List<Integer> tooMany = List.of();
    private Optional<Reply> announced = Optional.empty();
    private Optional<Outcome> outcome = Optional.empty();
    private Optional<Carrier> carrier = Optional.empty();

    /** @param partial whether the message is sent when only some of the recipients are accepted */
    Transaction(
            Link link,
            Pipeline pipeline,
            Capabilities offered,
            DialogSettings settings,
            Envelope envelope,
            boolean partial) {
        this.link = link;
        this.pipeline = pipeline;
        this.offered = offered;
        this.settings = settings;
        this.envelope = envelope;
        this.partial = partial;
        this.announcement = Announcement.of(
                !pipeline.isLockStep(),
                settings.chunking() != Haste.OFF && offered.has("CHUNKING"),
                settings.chunking() == Haste.EAGER
                        && !isLmtp()
                        && envelope.recipients().size() <= COMMON_LIMIT,
                partial || envelope.recipients().size() == 1);
    }

    /** @param more whether the content is needed again when this is over */
    TransactionResult run(Spool content, boolean more) throws ContentException {
        ContentStream stream = new ContentStream(size -> open(content, size, more));
        try {
            content.writeTo(stream);
            stream.finish();
            requireSaid(content);
            end();
        } catch (UnwantedException e) {
            // The outcome says why.
        } catch (Exception e) {
            fail(e);
        } catch (Error e) {
            abandon(e);
            throw e;
        }
        reset();
        return result();
    }

    @Override
    public void heard(Command command, Reply reply) {
        if (command instanceof Command.Rcpt) {
            hearRecipient(command, reply);
        } else if (command instanceof Command.Data) {
            announced = Optional.of(reply);
        } else if (command.endsContent()) {
            verdicts.add(new Fate(command, Optional.of(reply)));
        } else if (!reply.isPositive()) {
            conclude(new Refused(command, reply));
        }
        if (reply.isFarewell() && !command.endsContent()) {
            conclude(new Refused(command, reply));
        }
    }

    @Override
    public boolean wantsMore() {
        return outcome.isEmpty() && (carrier.isPresent() || !isFull);
    }

    /** The places of the recipients whom another transaction may have: this one got too many. */
    List<Integer> tooMany() {
        return tooMany;
    }

    private List<Integer> behindTheLimit() {
        boolean goesOn = isFull && accepted() > 0;
        return IntStream.range(0, goesOn ? envelope.recipients().size() : 0)
                .filter(place -> place >= recipients.size() || saysTooMany(place))
                .boxed()
                .toList();
    }

    /** Behind a refused MAIL, the replies to RCPT are only its echo. */
    private void hearRecipient(Command command, Reply reply) {
        if (outcome.isEmpty()) {
            recipients.add(new Fate(command, Optional.of(reply)));
            isFull |= partial && saysTooMany(recipients.size() - 1);
        }
    }

    /** Courier says 431, others 452 without an enhanced code: behind so many acceptances it can mean nothing else. */
    private boolean saysTooMany(int place) {
        Reply reply = recipients.get(place).reply().orElseThrow();
        boolean plain = (reply.code() == 452 || reply.code() == 431) && accepted() >= COMMON_LIMIT;
        return reply.isTooManyRecipients() || plain;
    }

    /** What is known first stands. */
    private void conclude(Outcome end) {
        outcome = outcome.or(() -> Optional.of(end));
    }

    private OutputStream open(Spool content, OptionalLong size, boolean more) throws IOException {
        if (outcome.isPresent()) {
            throw new UnwantedException();
        }
        List<Command> group = envelope(content, size);
        laps.lap();
        try {
            announce(group);
        } catch (BrokenDialogException e) {
            conclude(new Broken(e));
        }
        timing = timing.withEnvelope(laps.lap());
        if (more && outcome.orElse(null) instanceof Withheld) {
            return content.keeping(OutputStream.nullOutputStream());
        } else if (outcome.isPresent()) {
            throw new UnwantedException();
        }
        Carrier opened = announcement.isChunked()
                ? new ChunkCarrier(pipeline, this, settings.chunkSize())
                : new DotCarrier(link, pipeline, this);
        carrier = Optional.of(opened);
        OutputStream way = new Guarded(opened.stream(), this::lose);
        return more || !tooMany.isEmpty() ? content.keeping(way) : way;
    }

    private void announce(List<Command> group) throws BrokenDialogException {
        if (announcement == Announcement.DATA_IN_GROUP) {
            group.add(new Command.Data());
        }
        pipeline.send(group, this);
        if (announcement == Announcement.BDAT_IN_GROUP) {
            return;
        }
        pipeline.settle();
        tooMany = behindTheLimit();
        judgeRecipients();
        if (!announcement.isChunked() && announced.isEmpty() && outcome.isEmpty()) {
            announced = Optional.of(pipeline.exchange(new Command.Data()));
        }
        judgeAnnouncement();
    }

    private void judgeRecipients() {
        boolean enough =
                partial ? accepted() > 0 : accepted() == envelope.recipients().size();
        if (!enough) {
            conclude(new Withheld());
        }
    }

    /** RFC 2920 s3.1: where DATA was taken although no recipient was, a single dot ends it. */
    private void judgeAnnouncement() throws BrokenDialogException {
        if (announced.isEmpty()) {
            return;
        }
        if (!announced.get().isIntermediate()) {
            conclude(new Refused(new Command.Data(), announced.get()));
        } else if (outcome.isPresent() && !link.isClosed()) {
            pipeline.exchange(new Command.EndOfData());
        }
    }

    private List<Command> envelope(Content content, OptionalLong size) throws UnsendableException {
        List<String> parameters = new ArrayList<>();
        international = content.isInternational() || !envelope.isAscii();
        if (international) {
            parameters.add("SMTPUTF8");
        }
        if (offered.has("8BITMIME") && (content.isEightBit() || content.isInternational() || size.isEmpty())) {
            parameters.add("BODY=8BITMIME");
        }
        if (offered.has("SIZE") && size.isPresent()) {
            parameters.add("SIZE=" + withinLimit(size.getAsLong()));
        }
        parameters.addAll(envelope.parameters());
        List<Command> commands = new ArrayList<>();
        commands.add(new Command.Mail(envelope.sender(), parameters));
        envelope.recipients().forEach(to -> commands.add(to.command()));
        return commands;
    }

    /** RFC 1870 s3: what the server says it will not take is not offered. */
    private long withinLimit(long size) throws UnsendableException {
        long limit = offered.parameters("SIZE")
                .filter(digits -> digits.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
        if (limit > 0 && size > limit) {
            throw new UnsendableException(
                    "the message has " + size + " octets, and the server takes at most " + limit + " (SIZE)");
        }
        return size;
    }

    /** A header field deep in a long message may come too late for MAIL to say what it needs. */
    private void requireSaid(Content content) throws UnsendableException {
        if (content.isInternational() && !international) {
            throw new UnsendableException(
                    "a header field of a part holds octets above 127, too far behind the beginning"
                            + " for MAIL to say SMTPUTF8: encode it as RFC 2047 and RFC 2231 say");
        }
    }

    private void end() {
        if (outcome.isPresent()) {
            return;
        }
        int replies = isLmtp() ? (int) accepted() : 1;
        Optional<BrokenDialogException> failure = Optional.empty();
        try {
            carrier.orElseThrow().end(replies);
            timing = timing.withContent(laps.lap());
            pipeline.settle();
        } catch (UnwantedException e) {
            return;
        } catch (IOException e) {
            failure = Optional.of(pipeline.brokenWriting(Phase.CONTENT, e));
        }
        timing = timing.withVerdict(laps.lap());
        judge(failure);
    }

    private void judge(Optional<BrokenDialogException> failure) {
        if (isLmtp() && failure.map(BrokenDialogException::mayBeDelivered).orElse(true)) {
            shareVerdicts();
        } else if (failure.isEmpty()) {
            judgeRecipients();
        }
        Optional<Fate> good = verdicts.stream().filter(Fate::isAccepted).findFirst();
        if (good.isPresent()) {
            conclude(new Accepted(good.get().reply().orElseThrow()));
        } else if (failure.isPresent()) {
            conclude(new Broken(failure.get()));
        } else {
            Fate last = verdicts.get(verdicts.size() - 1);
            conclude(new Refused(last.command(), last.reply().orElseThrow()));
        }
    }

    /** RFC 2033 s4.2: one reply for each recipient who was accepted; who gets none may have got the message. */
    private void shareVerdicts() {
        Iterator<Fate> heard = verdicts.iterator();
        Fate unheard = new Fate(new Command.EndOfData(), Optional.empty());
        for (ListIterator<Fate> all = recipients.listIterator(); all.hasNext(); ) {
            if (all.next().isAccepted()) {
                all.set(heard.hasNext() ? heard.next() : unheard);
            }
        }
    }

    private void lose(IOException failure) {
        conclude(new Broken(pipeline.brokenWriting(Phase.CONTENT, failure)));
    }

    /** The content's own failure, unless the link's was first and came out through the content. */
    private void fail(Exception failure) throws ContentException {
        if (outcome.isEmpty()) {
            abandon(failure);
            throw new ContentException(failure);
        }
    }

    private void abandon(Throwable failure) {
        if (carrier.isPresent() && outcome.isEmpty()) {
            pipeline.abandon(Phase.CONTENT, "the message could not be rendered: " + failure);
        }
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
        } catch (BrokenDialogException e) {
            // The link is closed, which ends the transaction too; the outcome stands.
        }
    }

    private TransactionResult result() {
        List<Fate> fates = new ArrayList<>(recipients);
        envelope.recipients().stream()
                .skip(fates.size())
                .forEach(unheard -> fates.add(new Fate(unheard.command(), Optional.empty())));
        return new TransactionResult(
                fates, outcome.orElseThrow(), carrier.map(Carrier::octets).orElse(0L), timing);
    }

    private long accepted() {
        return recipients.stream().filter(Fate::isAccepted).count();
    }

    private boolean isLmtp() {
        return settings.hello() == Hello.LHLO;
    }
}
