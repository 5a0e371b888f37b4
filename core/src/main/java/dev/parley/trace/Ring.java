package dev.parley.trace;

import dev.parley.trace.Detail.Explaining;
import dev.parley.trace.explanation.Advice;
import dev.parley.trace.explanation.Explainer;
import dev.parley.trace.explanation.Explanation;
import dev.parley.trace.redaction.ServerProof;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/**
 * The last items of a connection: references to what was sent and received, and times. An item becomes events, which are
 * redacted, explained and truncated, only when a sink or a trail needs them. The items of commands, contents and replies
 * are reused: once there are enough of them, recording allocates nothing.
 */
@NullUnmarked // An item that is used again drops its references.
final class Ring {
    /** Of the items that {@link #beginning} keeps: two EHLO, TLS and the attempts to log in. */
    private static final int BEGINNING = 8;

    private final Redaction redaction;
    private final Explaining explaining;
    private final int size;
    private final Deque<Item> last = new ArrayDeque<>();
    private final List<Item> beginning = new ArrayList<>();
    private final Consequences consequences = new Consequences();
    private final Deque<Written> unusedWritten = new ArrayDeque<>();
    private final Deque<Reply> unusedReplies = new ArrayDeque<>();

    /** @param size the number of events; 0: none is kept */
    Ring(Redaction redaction, Explaining explaining, int size) {
        this.redaction = redaction;
        this.explaining = explaining;
        this.size = size;
    }

    boolean isOff() {
        return size == 0;
    }

    /** A command whose {@code toString} is shown, to be completed by {@link Written#flushed}. */
    Written command(PendingCommand pending, Object command, int octets) {
        Written item = unusedWritten.isEmpty() ? new Written() : unusedWritten.pop();
        item.pending = pending;
        item.command = command;
        item.octets = octets;
        return item;
    }

    /** Content, to be completed by {@link Written#flushed}. */
    Written content(PendingCommand pending, ContentSize content, List<String> head) {
        Written item = command(pending, null, 0);
        item.content = content;
        item.head = head;
        return item;
    }

    /** A reply, to be completed by {@link Reply#received}. */
    Reply reply(PendingCommand pending, ReceivedReply reply, long octets, Explainer explainer) {
        Reply item = unusedReplies.isEmpty() ? new Reply() : unusedReplies.pop();
        item.number = pending.number();
        item.phase = pending.phase();
        item.reply = reply;
        item.octets = octets;
        item.explainer = explainer;
        item.follows = consequences.include(item.phase, reply.refused());
        return item;
    }

    /** Adds a complete item. A long one is redacted and truncated at once, so that it occupies little memory. */
    void keep(Item item) {
        if (!isOff() && item.isLong()) {
            finish(item, events(item));
        }
        add(item);
    }

    /** Adds an item that sinks receive as these events. */
    void keep(Item item, List<TraceEvent> redacted) {
        if (!isOff()) {
            finish(item, redacted);
        }
        add(item);
    }

    private void add(Item item) {
        last.add(item);
        if (last.size() > size) {
            discard(last.remove());
        }
    }

    private void discard(Item oldest) {
        if (!isOff() && oldest.isBeginning() && beginning.size() < BEGINNING) {
            beginning.add(oldest);
        } else {
            oldest.discard();
        }
    }

    /** Events of the beginning of the connection that are older than {@link #events}. */
    List<TraceEvent> beginning() {
        finish(beginning);
        return finished(beginning);
    }

    /** The last events, no more than the size. */
    List<TraceEvent> events() {
        finishAll();
        List<TraceEvent> events = finished(last);
        int count = events.size();
        while (!last.isEmpty() && count - last.peek().finished.size() >= size) {
            count -= last.peek().finished.size();
            discard(last.remove());
        }
        return events.subList(Math.max(0, events.size() - size), events.size());
    }

    /** Redacts all items with the secrets that are known now. */
    void finishAll() {
        finish(last);
        finish(beginning);
    }

    private static List<TraceEvent> finished(Iterable<Item> items) {
        List<TraceEvent> events = new ArrayList<>();
        for (Item item : items) {
            events.addAll(item.finished);
        }
        return events;
    }

    private void finish(Iterable<Item> items) {
        for (Item item : items) {
            if (item.finished == null) {
                finish(item, events(item));
            } else if (item.secrets != redaction.secrets()) {
                item.finished.replaceAll(redaction::withoutLaterSecrets);
                item.secrets = redaction.secrets();
            }
        }
    }

    private void finish(Item item, List<TraceEvent> redacted) {
        item.finished = new ArrayList<>(redacted.size());
        for (TraceEvent event : redacted) {
            item.finished.add(event.rewritten(new Redaction.Limit()));
        }
        item.secrets = redaction.secrets();
        item.clear();
    }

    /** The event of an item and its explanation, redacted. */
    List<TraceEvent> events(Item item) {
        List<TraceEvent> events = new ArrayList<>(2);
        TraceEvent event = item.event();
        events.add(redaction.of(event));
        Optional<Explanation> found = item.explanation(explaining);
        if (found.isPresent()) {
            Advice advice = Advice.of(found.get(), item.explainer);
            events.add(redaction.of(new TraceEvent.Explained(
                    event.nanos(), item.number, advice.meaning(), advice.fix(), advice.source())));
        }
        return events;
    }

    /** What was recorded at one time. */
    abstract static class Item {
        /** Of the command; 0: none. */
        protected int number;

        /** What the explanation depends on; null: none is possible. */
        protected Explainer explainer;

        /** The redacted events; null: they have not been needed. */
        private List<TraceEvent> finished;

        /** How many secrets were known when they were redacted. */
        private int secrets;

        /** The event, not redacted. */
        abstract TraceEvent event();

        Optional<Explanation> explanation(Explaining explaining) {
            return Optional.empty();
        }

        /** Whether its texts may be longer than those that are kept. */
        abstract boolean isLong();

        /** Whether it belongs to the beginning of a connection, which a trail shows. */
        boolean isBeginning() {
            return false;
        }

        /** Drops the references to what {@link #event} needs. */
        abstract void clear();

        /** Ends the use of the item. */
        void discard() {
            finished = null;
            explainer = null;
            clear();
        }
    }

    /** A command or content. */
    final class Written extends Item {
        private PendingCommand pending; // null: it was flushed
        private Object command; // null: it is content
        private int octets;
        private ContentSize content;
        private List<String> head;
        private String phase;
        private long nanos;
        private boolean secured;
        private int group; // 0: none
        private int place;
        private int groupSize;

        boolean isCommand() {
            return command != null;
        }

        /** @param now when it was flushed, as {@link System#nanoTime} returns it */
        void flushed(long now, long nanos, boolean secured) {
            this.number = pending.number();
            this.phase = pending.phase();
            this.nanos = nanos;
            this.secured = secured;
            this.group = 0;
            pending.flushed(now);
            pending = null;
        }

        /** It is a command of a pipelined group. */
        void grouped(int group, int place, int groupSize) {
            this.group = group;
            this.place = place;
            this.groupSize = groupSize;
        }

        @Override
        TraceEvent event() {
            if (!isCommand()) {
                return new TraceEvent.Content(nanos, number, secured, content, head);
            }
            Optional<Group> grouped = group > 0 ? Optional.of(new Group(group, place, groupSize)) : Optional.empty();
            return new TraceEvent.Sent(nanos, number, grouped, phase, secured, command.toString(), octets);
        }

        @Override
        boolean isLong() {
            return octets > Redaction.Limit.MOST || !isCommand() && !head.isEmpty();
        }

        @Override
        void clear() {
            command = null;
            content = null;
            head = null;
        }

        @Override
        void discard() {
            super.discard();
            unusedWritten.push(this);
        }
    }

    /** A reply. */
    final class Reply extends Item {
        private boolean follows; // from an earlier rejection
        private ReceivedReply reply;
        private long octets;
        private String phase;
        private long nanos;
        private boolean secured;
        private long waited;

        /** @param waited nanoseconds since the command was sent */
        void received(long nanos, boolean secured, long waited) {
            this.nanos = nanos;
            this.secured = secured;
            this.waited = waited;
        }

        @Override
        TraceEvent event() {
            List<String> lines = new ArrayList<>();
            for (String line : reply.lines()) {
                lines.add(ServerProof.redactedIn(line));
            }
            return new TraceEvent.Received(
                    nanos, number, phase, secured, reply.answer(), List.copyOf(lines), Duration.ofNanos(waited));
        }

        @Override
        Optional<Explanation> explanation(Explaining explaining) {
            Answer answer = reply.answer();
            return explaining.includes(answer) && !follows
                    ? explainer.reply(answer.code(), answer.status(), phase, reply.lines())
                    : Optional.empty();
        }

        @Override
        boolean isLong() {
            return octets > Redaction.Limit.MOST;
        }

        @Override
        boolean isBeginning() {
            return phase.equals("greeting") || phase.equals("hello");
        }

        @Override
        void clear() {
            reply = null;
        }

        @Override
        void discard() {
            super.discard();
            unusedReplies.push(this);
        }
    }

    /**
     * Finds the rejections that follow from an earlier one of the same mail transaction: those of RCPT and DATA after that
     * of MAIL, and those of DATA after that of all recipients.
     */
    private static final class Consequences {
        private boolean senderRejected;
        private boolean recipientAccepted;
        private boolean recipientRejected;

        /** Whether the reply to a command of this phase is such a rejection. Call it once for each reply. */
        boolean include(String phase, boolean rejected) {
            switch (phase) {
                case "mail":
                    senderRejected = rejected;
                    recipientAccepted = false;
                    recipientRejected = false;
                    return false;
                case "rcpt":
                    recipientAccepted |= !rejected;
                    recipientRejected |= rejected;
                    return rejected && senderRejected;
                case "data":
                case "chunk":
                case "end_of_data":
                    return rejected && (senderRejected || recipientRejected && !recipientAccepted);
                default:
                    return false;
            }
        }
    }

    /** An event that is rare. */
    static final class Other extends Item {
        private final boolean mayBeLong;
        private final boolean beginning;
        private TraceEvent event;
        private TraceEvent.Failed failure; // null: the event is not explained

        Other(TraceEvent event) {
            this.event = event;
            this.mayBeLong = true;
            this.beginning = event instanceof TraceEvent.Secured
                    || event instanceof TraceEvent.Decided decision && decision.topic() == Topic.AUTH;
        }

        /** The texts of this event belong to the application, and are made when the event is read. */
        Other(TraceEvent.Opened event) {
            this.event = event;
            this.mayBeLong = false;
            this.beginning = true;
        }

        /** A failure that no reply explains. */
        Other(TraceEvent.Failed failure, Explainer explainer) {
            this((TraceEvent) failure);
            this.failure = failure;
            this.explainer = explainer;
        }

        @Override
        TraceEvent event() {
            return event;
        }

        @Override
        Optional<Explanation> explanation(Explaining explaining) {
            return failure == null || explaining == Explaining.OFF
                    ? Optional.empty()
                    : explainer.failure(failure.phase(), failure.what(), failure.mayBeDelivered());
        }

        @Override
        boolean isBeginning() {
            return beginning;
        }

        @Override
        boolean isLong() {
            if (!mayBeLong) {
                return false;
            }
            Redaction.Limit limit = new Redaction.Limit();
            event.rewritten(limit);
            return limit.isExceeded();
        }

        @Override
        void clear() {
            event = null;
            failure = null;
        }
    }

    /**
     * Numbers the commands that are written, and groups those that are flushed together. Replies arrive in the order of
     * their commands: a {@link PendingCommand} is reused after a reply to a later one.
     */
    static final class Numbering {
        private final Deque<PendingCommand> pending = new ArrayDeque<>();
        private final Deque<PendingCommand> answered = new ArrayDeque<>();
        private List<Written> unflushed = new ArrayList<>();
        private List<Written> unused = new ArrayList<>();
        private int size;
        private int lastCommand;
        private int lastGroup;

        /** A command with the next number. */
        PendingCommand next(String phase) {
            PendingCommand next = answered.isEmpty() ? new PendingCommand() : answered.pop();
            next.begin(++lastCommand, phase);
            pending.add(next);
            return next;
        }

        /** A reply to this command was received. */
        void answered(PendingCommand command) {
            while (!pending.isEmpty() && pending.peek().number() < command.number()) {
                answered.push(pending.remove());
            }
        }

        /** A command or content is in the buffer. */
        void written(Written item) {
            unflushed.add(item);
            size += item.isCommand() ? 1 : 0;
        }

        boolean isFlushed() {
            return unflushed.isEmpty();
        }

        /** How many commands are in the buffer. */
        int size() {
            return size;
        }

        /**
         * Completes what is in the buffer.
         *
         * @param now when it was flushed, as {@link System#nanoTime} returns it
         * @return it, to be given to {@link #reuse}
         */
        List<Written> flush(long now, long nanos, boolean secured) {
            boolean isGroup = size > 1;
            lastGroup += isGroup ? 1 : 0;
            int place = 0;
            for (int i = 0; i < unflushed.size(); i++) {
                Written item = unflushed.get(i);
                item.flushed(now, nanos, secured);
                if (isGroup && item.isCommand()) {
                    item.grouped(lastGroup, ++place, size);
                }
            }
            List<Written> flushed = unflushed;
            unflushed = unused == null ? new ArrayList<>() : unused; // A sink may use the trace.
            unused = null;
            size = 0;
            return flushed;
        }

        /** The result of {@link #flush} is no longer needed. */
        void reuse(List<Written> flushed) {
            flushed.clear();
            unused = flushed;
        }
    }
}
