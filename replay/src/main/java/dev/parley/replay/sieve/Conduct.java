package dev.parley.replay.sieve;

import java.util.EnumSet;
import java.util.Set;

/** How a server behaves, and when it cuts the link; shared by all its connections. */
final class Conduct {
    private final Set<Habit> habits = EnumSet.noneOf(Habit.class);
    private int commands;
    private int cutAt;
    private Cut cut = Cut.BEFORE;

    synchronized void take(Habit habit) {
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

    /** A command of somebody logged in begins. */
    synchronized void begin() {
        commands++;
    }

    synchronized boolean cuts(Cut when) {
        return commands == cutAt && cut == when;
    }
}
