package dev.parley.trace;

/** A command whose reply is outstanding. It must not be used after a reply to a later command was received. */
public final class PendingCommand {
    /** Any command, where there is neither a sink nor a trail. */
    static final PendingCommand UNTRACED = new PendingCommand();

    private int number;
    private String phase = "";
    private long since;

    PendingCommand() {}

    /** @param command its number; 0: no command, the reply is unsolicited */
    void begin(int command, String ofPhase) {
        number = command;
        phase = ofPhase;
        since = System.nanoTime();
    }

    void flushed(long now) {
        since = now;
    }

    long since() {
        return since;
    }

    int number() {
        return number;
    }

    String phase() {
        return phase;
    }
}
