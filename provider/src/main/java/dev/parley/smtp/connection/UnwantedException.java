package dev.parley.smtp.connection;

import java.io.IOException;

/** Ends the rendering of content that nobody wants: the server refused, or the link broke. */
final class UnwantedException extends IOException {
    UnwantedException() {
        super("the message is not wanted");
    }
}
