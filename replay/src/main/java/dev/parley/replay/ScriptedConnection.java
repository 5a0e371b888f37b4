package dev.parley.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link ScriptedServer}: performs steps and reports them in the notation of the file. */
final class ScriptedConnection implements AutoCloseable {
    private static final String SCRAM = "[scram]";

    private final Optional<SSLContext> tls;
    private volatile Socket socket; // Another thread closes it.
    private InputStream in;
    private boolean drips;

    /** The octets that are sent together with those of the next step. */
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    /** The contents that the client sent, the last one of each command. */
    private final Map<Step.ExpectLike, byte[]> literals = new HashMap<>();

    private Optional<ScramServer> scram = Optional.empty();
    private Optional<String> random = Optional.empty();

    ScriptedConnection(Socket socket, Optional<SSLContext> tls, Duration timeOut) throws IOException {
        this.tls = tls;
        socket.setSoTimeout((int) timeOut.toMillis());
        socket.setTcpNoDelay(true);
        use(socket);
    }

    /**
     * @param next the step after it; null: none. An unsolicited reply is sent in one write with the line before it, since
     *     the client could otherwise send its next command before it
     * @param received gets the lines of the client
     * @return the step as in the file, or the difference
     */
    String perform(Step step, @Nullable Step next, List<String> received) throws IOException, InterruptedException {
        if (step instanceof Step.Send send) {
            if (!send.interrupts() && in.available() > 0) {
                return "!! the client sent data before the reply: " + notation(readLine());
            }
            held.writeBytes(withScram(send.octets()));
            if (!(next instanceof Step.Send unsolicited && unsolicited.interrupts())) {
                send(held.toByteArray());
                held.reset();
            }
        } else if (step instanceof Step.SendStored stored) {
            byte[] script = literals.get(stored.command());
            if (script == null) {
                return "!! the client has not sent the script of this reply";
            }
            send(("{" + script.length + "}\r\n").getBytes(UTF_8));
            send(script);
            send("\r\n".getBytes(UTF_8));
        } else if (step instanceof Step.Expect expect) {
            byte[] octets = read(expect.octets());
            received.add(withoutCrlf(text(octets)));
            return Arrays.equals(octets, expect.octets()) ? step.notation() : notation(octets);
        } else if (step instanceof Step.ExpectRedacted expect) {
            String line = expectLine(received);
            if (line.length() <= expect.prefix().length() || !line.startsWith(expect.prefix())) {
                return notation(line);
            }
            scram.ifPresent(server -> server.receive(base64Text(line)));
        } else if (step instanceof Step.ExpectRandom expect) {
            String line = expectLine(received);
            return matches(expect, withoutCrlf(line)) ? step.notation() : notation(line);
        } else if (step instanceof Step.ExpectLike expect) {
            String command = readCommand(expect);
            received.add(withoutCrlf(command));
            return expect.pattern().matches(command) ? step.notation() : notation(command);
        } else if (step instanceof Step.ExpectMessage) {
            String line;
            do {
                line = expectLine(received);
            } while (!line.isEmpty() && !line.equals(".\r\n"));
            if (line.isEmpty()) {
                return "!! the client closed inside a message";
            }
        } else if (step instanceof Step.Tls handshake) {
            return handshake(handshake);
        } else if (step instanceof Step.Pause pause) {
            Thread.sleep(pause.length().toMillis());
        } else if (step instanceof Step.Scram login) {
            scram = Optional.of(new ScramServer(login, tlsSession()));
        } else if (step instanceof Step.Drip) {
            drips = true;
        } else if (step instanceof Step.Close close) {
            if (close.reset()) {
                socket.setSoLinger(true, 0);
            }
            socket.setSoTimeout(1); // Closing a TLS socket waits as long for the client's close_notify.
            socket.close();
        } else if (!(step instanceof Step.Accept)) {
            throw new IllegalArgumentException(step.toString());
        }
        return step.notation();
    }

    /** Reads the rest of the input until the client closes. */
    List<String> drain() throws IOException {
        List<String> rest = new ArrayList<>();
        if (socket.isClosed()) {
            return rest;
        }
        try {
            for (byte[] line = readLine(); line.length > 0; line = readLine()) {
                rest.add(notation(line));
            }
        } catch (SocketTimeoutException e) {
            rest.add("!! the client neither sends nor closes");
        } catch (IOException e) {
            // The client has closed or reset the connection.
        }
        return rest;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String handshake(Step.Tls step) throws IOException {
        try {
            startTls();
        } catch (IOException e) {
            if (step.certificate() == Step.Certificate.MUST_BE_ACCEPTED) {
                throw e;
            }
            return step.notation();
        }
        return step.certificate() == Step.Certificate.MUST_BE_REJECTED
                ? "!! the client accepted the certificate"
                : step.notation();
    }

    private void startTls() throws IOException {
        SSLContext context = tls.orElseThrow(() -> new IllegalStateException(
                "the dialog uses TLS, and the server has no certificate: start it with an SSLContext"));
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        use(secured);
    }

    private void use(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    private Optional<SSLSession> tlsSession() {
        return socket instanceof SSLSocket secured ? Optional.of(secured.getSession()) : Optional.empty();
    }

    private byte[] withScram(byte[] octets) {
        String text = new String(octets, ISO_8859_1);
        if (scram.isEmpty() || !text.contains(SCRAM)) {
            return octets;
        }
        String message = Base64.getEncoder().encodeToString(scram.get().next().getBytes(UTF_8));
        return text.replace(SCRAM, message).getBytes(ISO_8859_1);
    }

    /** The last word of a line, in quotes or without, decoded. */
    private static String base64Text(String line) {
        String word = withoutCrlf(line).substring(line.lastIndexOf(' ') + 1).replace("\"", "");
        return text(Base64.getDecoder().decode(word));
    }

    private void send(byte[] octets) throws IOException {
        OutputStream out = socket.getOutputStream();
        int size = drips ? 1 : octets.length;
        for (int i = 0; i < octets.length; i += size) {
            out.write(octets, i, size);
            out.flush();
        }
    }

    /** As many octets as expected, fewer from the first line end on where they already differ. */
    private byte[] read(byte[] expected) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        boolean same = true;
        while (octets.size() < expected.length || !same) {
            int octet = in.read();
            if (octet < 0) {
                break;
            }
            same = same && octet == (expected[octets.size()] & 0xff);
            octets.write(octet);
            if (octet == '\n' && !same) {
                break;
            }
        }
        return octets.toByteArray();
    }

    /** A line, and the octets it announces; with ManageSieve all lines of the command. */
    private String readCommand(Step.ExpectLike expect) throws IOException {
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        OptionalInt length;
        do {
            byte[] line = readLine();
            command.writeBytes(line);
            length = expect.content().lengthAfter(text(line));
            if (length.isPresent()) {
                byte[] content = in.readNBytes(length.getAsInt());
                command.writeBytes(content);
                literals.put(expect, content);
            }
        } while (length.isPresent() && expect.content() == CountedContent.LITERAL);
        return command.toString(UTF_8);
    }

    private String expectLine(List<String> received) throws IOException {
        String line = text(readLine());
        if (!line.isEmpty()) {
            received.add(withoutCrlf(line));
        }
        return line;
    }

    private byte[] readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet;
        do {
            octet = in.read();
            if (octet >= 0) {
                line.write(octet);
            }
        } while (octet >= 0 && octet != '\n');
        return line.toByteArray();
    }

    private boolean matches(Step.ExpectRandom expect, String line) {
        int length = line.length() - expect.before().length() - expect.after().length();
        if (length != 16 || !line.startsWith(expect.before()) || !line.endsWith(expect.after())) {
            return false;
        }
        String digits = line.substring(expect.before().length(), expect.before().length() + length);
        if (random.isEmpty()) {
            random = Optional.of(digits);
        }
        return random.get().equals(digits) && digits.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    private static String notation(byte[] octets) {
        return notation(text(octets));
    }

    private static String notation(String text) {
        if (text.isEmpty()) {
            return "!! the client closed";
        }
        return text.endsWith("\r\n")
                ? "C: " + withoutCrlf(text)
                : "C~ " + text.replace("\r", "\\r").replace("\n", "\\n");
    }

    private static String text(byte[] octets) {
        return new String(octets, UTF_8);
    }

    private static String withoutCrlf(String text) {
        return text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text;
    }
}
