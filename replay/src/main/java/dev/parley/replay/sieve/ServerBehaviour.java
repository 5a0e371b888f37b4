package dev.parley.replay.sieve;

import java.util.EnumSet;
import java.util.Set;

/** The deviations of the server, and the faults at commands. Shared by all connections. */
final class ServerBehaviour {
    private final Set<Habit> habits = EnumSet.noneOf(Habit.class);
    private int commands;
    private int cutAt;
    private Cut cut = Cut.BEFORE;
    private int actionAt;
    private Runnable action = () -> {};

    synchronized void add(Habit habit) {
        habits.add(habit);
    }

    synchronized boolean has(Habit habit) {
        return habits.contains(habit);
    }

    synchronized void cutAt(int command, Cut when) {
        commands = 0;
        cutAt = command;
        cut = when;
    }

    synchronized void before(int command, Runnable what) {
        commands = 0;
        actionAt = command;
        action = what;
    }

    /** A command of a logged-in client begins. Runs the action that comes before it, which may use other connections. */
    void begin() {
        nextAction().run();
    }

    private synchronized Runnable nextAction() {
        commands++;
        if (commands != actionAt) {
            return () -> {};
        }
        actionAt = 0;
        return action;
    }

    synchronized boolean isCut(Cut when) {
        return commands == cutAt && cut == when;
    }
}
