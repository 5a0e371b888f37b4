package dev.parley.wire;

import java.io.EOFException;

/** The server closed the connection. An unterminated last line is kept: often it has the reason. */
public final class ServerClosedException extends EOFException {
    private final String unterminated;

    public ServerClosedException(String unterminated) {
        super("the server closed the connection" + (unterminated.isEmpty() ? "" : " after: " + unterminated));
        this.unterminated = unterminated;
    }

    /** The unterminated last line; empty where there is none. */
    public String unterminated() {
        return unterminated;
    }
}
