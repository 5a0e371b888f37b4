package dev.parley.cli.shared;

import com.icegreen.greenmail.util.ServerSetup;

/** The setup of a GreenMail server on the loopback interface. */
public final class LoopbackSetup {
    /** In milliseconds. GreenMail's own 2 seconds are short for a busy machine. */
    private static final long START_TIMEOUT = 20_000;

    private LoopbackSetup() {}

    /**
     * The setup of a server.
     *
     * @param port 0: a free one
     * @param protocol as {@link ServerSetup} names it
     */
    public static ServerSetup of(int port, String protocol) {
        ServerSetup setup = new ServerSetup(port, "127.0.0.1", protocol);
        setup.setServerStartupTimeout(START_TIMEOUT);
        return setup;
    }
}
