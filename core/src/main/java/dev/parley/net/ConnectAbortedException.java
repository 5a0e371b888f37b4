package dev.parley.net;

import java.io.IOException;

/** Another thread aborted the attempt to connect. */
public final class ConnectAbortedException extends IOException {
    ConnectAbortedException() {
        super(Link.ABORTED);
    }
}
