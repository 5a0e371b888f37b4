package dev.parley.smtp;

import dev.parley.smtp.pool.PoolClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An SMTP server with the limits of a provider: connections at a time, messages of a connection, and messages a second (a
 * token bucket). Beyond them it replies 421 in the greeting or to MAIL, 432 or 454. A connection no longer counts before the
 * client can know that it ends.
 */
final class ThrottlingServer implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;

    private final ServerSocket listener = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
    private final PoolClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<String> committed = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private Limits limits;
    private double tokens;
    private long refilled;
    private int open;
    private int mostOpen;
    private int commands;
    private int throttled;
    private int rejectedConnections;

    /** @param rate messages a second; as many are allowed at once */
    record Limits(int connections, int messages, int rate) {
        static final Limits NONE = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, 1_000_000_000);
    }

    /** @param most how many connections were accepted at a time */
    record Seen(int most, int commands, int throttled, int rejectedConnections) {}

    ThrottlingServer(PoolClock clock, Limits limits) throws IOException {
        this.clock = clock;
        this.refilled = clock.nanoTime();
        limit(limits);
        thread(this::accept).start();
    }

    int port() {
        return listener.getLocalPort();
    }

    void limit(Limits now) {
        lock.lock();
        try {
            limits = now;
            tokens = now.rate;
        } finally {
            lock.unlock();
        }
    }

    Seen seen() {
        lock.lock();
        try {
            return new Seen(mostOpen, commands, throttled, rejectedConnections);
        } finally {
            lock.unlock();
        }
    }

    /** The subjects of the accepted messages. */
    List<String> committed() {
        lock.lock();
        try {
            return List.copyOf(committed);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        lock.lock();
        try {
            for (Socket each : sockets) {
                each.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "throttling server");
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                lock.lock();
                try {
                    sockets.add(client);
                } finally {
                    lock.unlock();
                }
                thread(() -> serve(client)).start();
            }
        } catch (IOException e) {
            if (!listener.isClosed()) {
                throw new UncheckedIOException("no connection is accepted any more", e);
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            new Conversation(client).run();
        } catch (IOException e) {
            // The client closed the connection.
        }
    }

    private final class Conversation {
        private final BufferedReader in;
        private final OutputStream out;
        private boolean counted;
        private boolean surplus;
        private int messages;

        Conversation(Socket client) throws IOException {
            this.in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            this.out = client.getOutputStream();
        }

        void run() throws IOException {
            try {
                reply(greeting());
                String line = counted || surplus ? in.readLine() : null;
                while (line != null && answer(line.split("[ :]")[0])) {
                    line = in.readLine();
                }
            } finally {
                end();
            }
        }

        /** Every second connection beyond the limit is rejected only in reply to MAIL. */
        private String greeting() {
            lock.lock();
            try {
                if (open < limits.connections) {
                    open++;
                    counted = true;
                    mostOpen = Math.max(mostOpen, open);
                    return "220 mx";
                }
                rejectedConnections++;
                surplus = rejectedConnections % 2 == 0;
                if (!surplus) {
                    throttled++;
                }
                return surplus ? "220 mx" : "421 4.7.0 Too many concurrent connections, try again later";
            } finally {
                lock.unlock();
            }
        }

        private void end() {
            lock.lock();
            try {
                open -= counted ? 1 : 0;
                counted = false;
            } finally {
                lock.unlock();
            }
        }

        /** @return false: the connection ends */
        private boolean answer(String verb) throws IOException {
            String reply = "250 ok";
            switch (verb) {
                case "EHLO" -> reply = "250-mx\r\n250 SIZE";
                case "MAIL" -> reply = mail();
                case "DATA" -> {
                    reply("354 go");
                    commit();
                }
                case "QUIT" -> reply = "221 bye";
                default -> reply = "250 ok";
            }
            lock.lock();
            try {
                commands++;
                throttled += reply.startsWith("4") ? 1 : 0;
            } finally {
                lock.unlock();
            }
            boolean ends = reply.startsWith("221") || reply.startsWith("421");
            if (ends) {
                end();
            }
            reply(reply);
            return !ends;
        }

        private String mail() {
            lock.lock();
            try {
                if (surplus) {
                    return "432 4.3.2 Concurrent connections limit exceeded";
                } else if (messages == limits.messages) {
                    return "421 4.7.0 Too many messages in this connection";
                }
                long now = clock.nanoTime();
                tokens = Math.min(limits.rate, tokens + (now - refilled) / (double) SECOND * limits.rate);
                refilled = now;
                if (tokens < 1) {
                    return "454 4.7.0 Throttling failure: Maximum sending rate exceeded";
                }
                tokens--;
                messages++;
                return "250 ok";
            } finally {
                lock.unlock();
            }
        }

        private void commit() throws IOException {
            String subject = "none";
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                subject = line.startsWith("Subject: ") ? line.substring(9) : subject;
            }
            lock.lock();
            try {
                committed.add(subject);
            } finally {
                lock.unlock();
            }
        }

        private void reply(String reply) throws IOException {
            out.write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }
}
