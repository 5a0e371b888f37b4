package dev.parley.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
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
import javax.net.ssl.SSLSocket;

/** One connection of a {@link ScriptedServer}: performs steps and reports them in the notation of the file. */
final class ScriptedConnection implements AutoCloseable {
    private static final String SCRAM = "[scram]";

    private final Optional<SSLContext> tls;
    private Socket socket;
    private InputStream in;
    private boolean dripping;

    /** The contents that the client sent, the last one of each command. */
    private final Map<Step.ExpectLike, byte[]> literals = new HashMap<>();

    private Optional<ScramServer> scram = Optional.empty();
    private Optional<String> random = Optional.empty();

    ScriptedConnection(Socket socket, Optional<SSLContext> tls, Duration patience) throws IOException {
        this.tls = tls;
        socket.setSoTimeout((int) patience.toMillis());
        socket.setTcpNoDelay(true);
        speakOver(socket);
    }

    /** @return the step as in the file, or the difference */
    String perform(Step step, List<String> received) throws IOException, InterruptedException {
        if (step instanceof Step.Say say) {
            if (!say.interrupts() && in.available() > 0) {
                return "!! the client sent data before the reply: " + shown(line());
            }
            say(filled(say.octets()));
        } else if (step instanceof Step.SayStored say) {
            byte[] script = literals.get(say.command());
            say(("{" + script.length + "}\r\n").getBytes(UTF_8));
            say(script);
            say("\r\n".getBytes(UTF_8));
        } else if (step instanceof Step.Expect expect) {
            byte[] octets = read(expect.octets());
            received.add(text(octets));
            return Arrays.equals(octets, expect.octets()) ? expect.written() : shown(octets);
        } else if (step instanceof Step.ExpectRedacted expect) {
            byte[] line = line();
            received.add(text(line));
            if (!startsWith(line, expect.prefix())) {
                return shown(line);
            }
            scram.ifPresent(server -> server.hear(decoded(text(line))));
            return expect.written();
        } else if (step instanceof Step.ExpectRandom expect) {
            byte[] line = line();
            received.add(text(line));
            return matches(expect, text(line)) ? expect.written() : shown(line);
        } else if (step instanceof Step.ExpectLike expect) {
            String command = command(expect);
            received.add(withoutEnd(command));
            return expect.wanted().matches(command) ? expect.written() : shown(command.getBytes(UTF_8));
        } else if (step instanceof Step.ExpectMessage) {
            return message(step, received);
        } else if (step instanceof Step.Tls handshake) {
            return handshake.refused() ? refusedHandshake(handshake) : shakeHands(handshake);
        } else if (step instanceof Step.TlsTried tried) {
            tryHandshake(tried);
        } else if (step instanceof Step.Pause pause) {
            Thread.sleep(pause.length().toMillis());
        } else if (step instanceof Step.Scram login) {
            scram = Optional.of(new ScramServer(login, certificate()));
        } else if (step instanceof Step.Drip) {
            dripping = true;
        } else if (step instanceof Step.Close close) {
            if (close.reset()) {
                socket.setSoLinger(true, 0);
            }
            socket.setSoTimeout(1); // Closing a TLS socket waits as long for the client's close_notify.
            socket.close();
        }
        return step.written();
    }

    /** Reads the rest of the input until the client closes. */
    List<String> drain() throws IOException {
        List<String> rest = new ArrayList<>();
        if (socket.isClosed()) {
            return rest;
        }
        try {
            for (byte[] line = line(); line.length > 0; line = line()) {
                rest.add(shown(line));
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

    private byte[] filled(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        return scram.filter(server -> text.contains(SCRAM))
                .map(server -> text.replace(SCRAM, encoded(server.next())).getBytes(StandardCharsets.ISO_8859_1))
                .orElse(octets);
    }

    private Optional<X509Certificate> certificate() {
        return socket instanceof SSLSocket secured
                ? Optional.of((X509Certificate) secured.getSession().getLocalCertificates()[0])
                : Optional.empty();
    }

    private static String encoded(String message) {
        return Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }

    /** The last word of a line, in quotes or without. */
    private static String decoded(String line) {
        String word = line.substring(line.lastIndexOf(' ') + 1).replace("\"", "");
        return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
    }

    private void say(byte[] octets) throws IOException {
        OutputStream out = socket.getOutputStream();
        int piece = dripping ? 1 : octets.length;
        for (int i = 0; i < octets.length; i += piece) {
            out.write(octets, i, piece);
            out.flush();
        }
    }

    private String message(Step step, List<String> received) throws IOException {
        while (true) {
            byte[] line = line();
            if (line.length == 0) {
                return "!! the client closed inside a message";
            }
            received.add(text(line));
            if (Arrays.equals(line, ".\r\n".getBytes(StandardCharsets.US_ASCII))) {
                return step.written();
            }
        }
    }

    private String refusedHandshake(Step.Tls step) {
        try {
            shakeHands(step);
            return "!! the client accepted the certificate";
        } catch (IOException e) {
            return step.written();
        }
    }

    private void tryHandshake(Step.TlsTried step) {
        try {
            shakeHands(step);
        } catch (IOException e) {
            // The client may abort the handshake.
        }
    }

    private String shakeHands(Step step) throws IOException {
        SSLContext context = tls.orElseThrow(
                () -> new IllegalStateException("the dialog uses TLS and the server has no certificate"));
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        speakOver(secured);
        return step.written();
    }

    private void speakOver(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
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
    private String command(Step.ExpectLike expect) throws IOException {
        Counted counted = expect.counted();
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        OptionalInt octets;
        do {
            byte[] line = line();
            command.writeBytes(line);
            octets = counted.behind(new String(line, UTF_8));
            if (octets.isPresent()) {
                byte[] literal = in.readNBytes(octets.getAsInt());
                command.writeBytes(literal);
                if (counted == Counted.LITERAL) {
                    literals.put(expect, literal);
                }
            }
        } while (octets.isPresent() && counted.goesOn());
        return command.toString(UTF_8);
    }

    private byte[] line() throws IOException {
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

    private static boolean startsWith(byte[] line, byte[] prefix) {
        return line.length > prefix.length && Arrays.equals(Arrays.copyOf(line, prefix.length), prefix);
    }

    private static String shown(byte[] octets) {
        String text = new String(octets, UTF_8);
        if (text.isEmpty()) {
            return "!! the client closed";
        }
        return text.endsWith("\r\n")
                ? "C: " + text.substring(0, text.length() - 2)
                : "C~ " + text.replace("\r", "\\r").replace("\n", "\\n");
    }

    private static String text(byte[] octets) {
        return withoutEnd(new String(octets, UTF_8));
    }

    private static String withoutEnd(String text) {
        return text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text;
    }
}
