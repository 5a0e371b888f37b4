package dev.parley.bench;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;

/** Sends messages over a connection of its own. */
interface Sender extends AutoCloseable {
    /** Supplies the messages. */
    interface Source {
        MimeMessage next() throws MessagingException;
    }

    /** A sender over a new connection. */
    static Sender connected(Client client, Session session, Source source) throws MessagingException {
        Transport transport = client.transport(session);
        transport.connect();
        return new Sender() {
            @Override
            public void send() throws MessagingException {
                MimeMessage message = source.next();
                transport.sendMessage(message, message.getAllRecipients());
            }

            @Override
            public void close() throws MessagingException {
                transport.close();
            }
        };
    }

    void send() throws Exception;

    @Override
    void close() throws IOException, MessagingException;
}
