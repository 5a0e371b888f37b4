package dev.parley.replay.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link SmtpServer}. */
final class SmtpConversation implements Runnable {
    private static final int IDLE_MILLIS = 10 * 60 * 1000;
    private static final Pattern PATH = Pattern.compile("(?i)(?:MAIL FROM|RCPT TO): ?<(.*?)>(?: .*)?");
    private static final Pattern LOGIN = Pattern.compile("(?i)(AUTH (PLAIN|LOGIN))(?: (.+))?");

    private final Socket tcp;
    private final SSLContext tls;
    private final SmtpBehaviour behaviour;
    private final Inbox received;
    private final Thread thread;
    private final List<String> transcript = Collections.synchronizedList(new ArrayList<>());

    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private boolean secured;
    private Optional<String> user = Optional.empty();

    /** The sender of the transaction; null: none has begun. */
    private @Nullable String sender;

    private final List<String> recipients = new ArrayList<>();

    /** @param received gets the accepted messages */
    SmtpConversation(Socket tcp, SSLContext tls, SmtpBehaviour behaviour, Inbox received) {
        this.tcp = tcp;
        this.tls = tls;
        this.behaviour = behaviour;
        this.received = received;
        thread = new Thread(this, "smtp-server-" + tcp.getPort());
        thread.setDaemon(true);
    }

    /** The thread that runs it. */
    Thread thread() {
        return thread;
    }

    List<String> transcript() {
        synchronized (transcript) {
            return List.copyOf(transcript);
        }
    }

    /** Closes the connection from another thread. */
    void close() {
        try {
            tcp.close();
        } catch (IOException e) {
            // The connection is closed nevertheless.
        }
    }

    @Override
    public void run() {
        try (tcp) {
            tcp.setTcpNoDelay(true);
            tcp.setSoTimeout(IDLE_MILLIS);
            use(tcp);
            reply("220 localhost ESMTP Parley replay");
            boolean open = true;
            while (open) {
                open = execute(line());
                if (in.available() == 0) {
                    out.flush();
                }
            }
            out.flush();
        } catch (IOException e) {
            // The connection was closed.
        }
    }

    private void use(Socket next) throws IOException {
        in = new BufferedInputStream(next.getInputStream());
        out = new BufferedOutputStream(next.getOutputStream());
    }

    /** @return whether the connection stays open */
    private boolean execute(String line) throws IOException {
        Matcher login = LOGIN.matcher(line);
        if (login.matches()) {
            authenticate(login);
            return true;
        }
        String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        transcript.add("C: " + (verb.equals("AUTH") ? "AUTH [redacted]" : line));
        switch (verb) {
            case "EHLO" -> hello();
            case "HELO" -> begin("250 localhost");
            case "STARTTLS" -> startTls();
            case "MAIL" -> mail(line);
            case "RCPT" -> recipient(line);
            case "DATA" -> {
                return data();
            }
            case "RSET" -> begin("250 2.0.0 Ok");
            case "NOOP" -> reply("250 2.0.0 Ok");
            case "VRFY" -> reply("252 2.0.0 Cannot verify the user");
            case "QUIT" -> {
                reply("221 2.0.0 Bye");
                return false;
            }
            default -> reply("502 5.5.1 The command is not implemented");
        }
        return true;
    }

    private void hello() throws IOException {
        List<String> lines = new ArrayList<>(List.of("localhost", "PIPELINING", "SIZE 52428800"));
        if (!secured && !behaviour.hidesStartTls()) {
            lines.add("STARTTLS");
        }
        lines.addAll(List.of("AUTH PLAIN LOGIN", "ENHANCEDSTATUSCODES", "8BITMIME", "DSN", "SMTPUTF8"));
        for (int i = 0; i < lines.size() - 1; i++) {
            reply("250-" + lines.get(i));
        }
        begin("250 " + lines.get(lines.size() - 1));
    }

    /** No transaction is open after it. */
    private void begin(String reply) throws IOException {
        sender = null;
        recipients.clear();
        reply(reply);
    }

    private void startTls() throws IOException {
        if (secured || behaviour.hidesStartTls()) {
            reply("502 5.5.1 STARTTLS is not available");
            return;
        }
        if (in.available() > 0) {
            throw new IOException("the client sent data after STARTTLS in clear");
        }
        reply("220 2.0.0 Ready to start TLS");
        out.flush();
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(tcp, null, true);
        socket.setUseClientMode(false);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            transcript.add("S! tls-refused");
            throw e;
        }
        transcript.add("S! tls");
        secured = true;
        user = Optional.empty();
        use(socket);
    }

    /** Accepts any password. */
    private void authenticate(Matcher login) throws IOException {
        String response = login.group(3);
        transcript.add("C: " + login.group(1) + (response == null ? "" : " [redacted]"));
        try {
            if (login.group(2).equalsIgnoreCase("PLAIN")) {
                String[] message =
                        decode(response == null ? challenge("") : response).split("\0", 3);
                user = Optional.of(message.length == 3 ? message[1] : "");
            } else {
                user = Optional.of(decode(response == null ? challenge("Username:") : response));
                challenge("Password:");
            }
            reply("235 2.7.0 Authentication successful");
        } catch (IllegalArgumentException e) {
            user = Optional.empty();
            reply("501 5.5.2 The response is not base64");
        }
    }

    private String challenge(String text) throws IOException {
        reply("334 " + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
        out.flush();
        String response = line();
        transcript.add("C: [redacted]");
        return response;
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), UTF_8);
    }

    private void mail(String line) throws IOException {
        Matcher path = PATH.matcher(line);
        if (!path.matches()) {
            reply("501 5.5.4 The path is invalid");
        } else if (sender != null) {
            reply("503 5.5.1 A transaction is already open");
        } else {
            sender = path.group(1);
            reply("250 2.1.0 Ok");
        }
    }

    private void recipient(String line) throws IOException {
        Matcher path = PATH.matcher(line);
        if (sender == null) {
            reply("503 5.5.1 MAIL first");
        } else if (!path.matches() || path.group(1).isEmpty()) {
            reply("501 5.5.4 The path is invalid");
        } else {
            Optional<String> rejection = behaviour.rejectionOf(sender, path.group(1));
            if (rejection.isEmpty()) {
                recipients.add(path.group(1));
            }
            reply(rejection.orElse("250 2.1.5 Ok"));
        }
    }

    private boolean data() throws IOException {
        String from = sender;
        if (from == null || recipients.isEmpty()) {
            reply(from == null ? "503 5.5.1 MAIL first" : "554 5.5.1 No valid recipients");
            return true;
        }
        reply("354 End the message with a single dot");
        out.flush();
        byte[] content = content();
        transcript.add("C: [message]");
        int number = 0;
        Optional<String> rejection = behaviour.rejectionOfMessage();
        if (rejection.isEmpty()) {
            number = received.add(new ReceivedMail(from, recipients, user, secured, content));
        }
        if (behaviour.takeDrop()) {
            transcript.add("S! close");
            return false;
        }
        begin(rejection.orElse("250 2.0.0 Ok: queued as " + number));
        return true;
    }

    private byte[] content() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] line = octets(); !(line.length == 3 && line[0] == '.'); line = octets()) {
            int stuffed = line[0] == '.' ? 1 : 0;
            content.write(line, stuffed, line.length - stuffed);
        }
        return content.toByteArray();
    }

    private void reply(String line) throws IOException {
        transcript.add("S: " + line);
        out.write((line + "\r\n").getBytes(UTF_8));
    }

    private String line() throws IOException {
        if (in.available() == 0) {
            out.flush();
        }
        return new String(octets(), UTF_8).stripTrailing();
    }

    /** A line with its CRLF. */
    private byte[] octets() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int before = 0;
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException();
            }
            line.write(octet);
            if (octet == '\n' && before == '\r') {
                return line.toByteArray();
            }
            before = octet;
        }
    }
}
