package dev.parley.bench;

import jakarta.mail.MessagingException;
import java.io.IOException;

/** Sends the same message again and again over a connection of its own. */
interface Sender extends AutoCloseable {
    void send() throws Exception;

    @Override
    void close() throws IOException, MessagingException;
}
