package dev.parley.replay.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/**
 * An SMTP server (RFC 5321) for tests, on the loopback address. It accepts every login and every message, and keeps the
 * messages in memory; methods add rejections and faults, which take effect at once.
 *
 * <ol>
 *   <li>The constructor starts it. Each connection has a daemon thread.
 *   <li>{@link #close} closes all connections and waits for the end of all threads.
 * </ol>
 */
public final class SmtpServer implements AutoCloseable {
    private final SSLContext tls;
    private final SmtpBehaviour behaviour = new SmtpBehaviour();
    private final ServerSocket listener;
    private final Thread acceptor;
    private final Inbox received = new Inbox();
    private final List<SmtpConversation> conversations = new CopyOnWriteArrayList<>();

    /**
     * Starts a server on a free port.
     *
     * @param tls the server's certificate, for STARTTLS
     * @throws IOException if no port can be opened
     */
    public SmtpServer(SSLContext tls) throws IOException {
        this(tls, 0);
    }

    /**
     * Starts a server on a port.
     *
     * @param port 0: a free one
     * @throws IOException if the port cannot be opened
     */
    public SmtpServer(SSLContext tls, int port) throws IOException {
        this.tls = Objects.requireNonNull(tls, "tls");
        listener = new ServerSocket(port, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        acceptor = new Thread(this::acceptAll, "smtp-server");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Rejects the first RCPT for each pair of sender and recipient with 450, and accepts the second. */
    public SmtpServer greylist() {
        behaviour.greylist();
        return this;
    }

    /** Neither announces nor accepts STARTTLS. */
    public SmtpServer hideStartTls() {
        behaviour.hideStartTls();
        return this;
    }

    /**
     * Rejects a recipient.
     *
     * @param reply the reply to RCPT, for example {@code 452 4.2.2 Mailbox full}
     * @throws IllegalArgumentException if the reply does not begin with a code from 400 to 599
     */
    public SmtpServer rejectRecipient(String address, String reply) {
        behaviour.reject(address, rejection(reply));
        return this;
    }

    /**
     * Rejects all messages after their content.
     *
     * @param reply the reply to the end of the content, for example {@code 554 5.7.1 Spam}
     * @throws IllegalArgumentException if the reply does not begin with a code from 400 to 599
     */
    public SmtpServer rejectMessages(String reply) {
        behaviour.rejectMessages(rejection(reply));
        return this;
    }

    /** Receives the next message, and closes the connection without a reply to its end: the client does not know the result. */
    public SmtpServer dropAfterNextMessage() {
        behaviour.dropNext();
        return this;
    }

    /** The accepted messages, in the order of their ends. */
    public List<ReceivedMail> received() {
        return received.all();
    }

    /**
     * Waits until a number of messages was accepted, or the time is over.
     *
     * @return whether that number was accepted
     */
    public boolean await(int messages, Duration limit) throws InterruptedException {
        return received.await(messages, limit);
    }

    /**
     * The dialog of each connection so far, in the form of a dialog file ({@link dev.parley.replay.DialogScript}). The
     * secrets of logins are redacted, and contents are {@code [message]}.
     */
    public List<String> transcript() {
        List<String> all = new ArrayList<>();
        for (SmtpConversation conversation : conversations) {
            if (!all.isEmpty()) {
                all.add("S! accept");
            }
            all.addAll(conversation.transcript());
        }
        return all;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new AssertionError("closing a listening socket writes nothing that could fail", e);
        }
        boolean interrupted = awaitEnd(acceptor);
        conversations.forEach(SmtpConversation::close);
        for (SmtpConversation conversation : conversations) {
            interrupted |= awaitEnd(conversation.thread());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptAll() {
        try (listener) {
            while (true) {
                Socket socket = listener.accept();
                SmtpConversation conversation = new SmtpConversation(socket, tls, behaviour, received);
                conversations.add(conversation);
                conversation.thread().start();
            }
        } catch (IOException closed) {
            // close() closes the listener, which ends this loop.
        }
    }

    /** @return whether the caller was interrupted */
    private static boolean awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    private static String rejection(String reply) {
        if (!reply.matches("[45]\\d\\d .*")) {
            throw new IllegalArgumentException(
                    "\"" + reply + "\" is not a rejection: use one line with a code from 400 to 599 and a text");
        }
        return reply;
    }
}
