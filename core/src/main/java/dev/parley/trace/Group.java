package dev.parley.trace;

import dev.parley.trace.Trace.PendingCommand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A group of commands that were sent in one write (RFC 2920), and the position of one of them.
 *
 * @param number counts the groups of a connection, from 1
 * @param place of the command, from 1
 * @param size number of commands, at least 2
 */
public record Group(int number, int place, int size) {
    public boolean isFirst() {
        return place == 1;
    }

    public boolean isLast() {
        return place == size;
    }

    /**
     * Numbers the commands that are written, and groups those that are flushed together. Replies arrive in the order of
     * their commands: a {@link PendingCommand} is reused after a reply to a later one.
     */
    static final class Numbering {
        private final Deque<PendingCommand> pending = new ArrayDeque<>();
        private final Deque<PendingCommand> answered = new ArrayDeque<>();
        private List<Ring.Written> unflushed = new ArrayList<>();
        private List<Ring.Written> unused = new ArrayList<>();
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
        void written(Ring.Written item) {
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
        List<Ring.Written> flush(long now, long nanos, boolean secured) {
            boolean isGroup = size > 1;
            lastGroup += isGroup ? 1 : 0;
            int place = 0;
            for (int i = 0; i < unflushed.size(); i++) {
                Ring.Written item = unflushed.get(i);
                item.flushed(now, nanos, secured);
                if (isGroup && item.isCommand()) {
                    item.grouped(lastGroup, ++place, size);
                }
            }
            List<Ring.Written> flushed = unflushed;
            unflushed = unused == null ? new ArrayList<>() : unused; // A sink may use the trace.
            unused = null;
            size = 0;
            return flushed;
        }

        /** The result of {@link #flush} is no longer needed. */
        void reuse(List<Ring.Written> flushed) {
            flushed.clear();
            unused = flushed;
        }
    }
}
