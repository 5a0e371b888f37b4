package dev.parley.replay.sieve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Base64;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;

/**
 * One client's connection:
 *
 * <ol>
 *   <li>in clear: announces no mechanism, only STARTTLS
 *   <li>under TLS: AUTHENTICATE PLAIN
 *   <li>logged in: the script commands
 *   <li>closed: after LOGOUT, a BYE, an invalid command whose end is unknown, or by {@link #close}
 * </ol>
 */
final class SieveConversation implements Runnable {
    private static final int MAX_INVALID_COMMANDS = 20;
    private static final int IDLE_MILLIS = 10 * 60 * 1000;
    private static final int LINGER_MILLIS = 1000;
    private static final String IMPLEMENTATION = "Parley replay";

    /** Clients recognize a server that encodes names only by its IMPLEMENTATION. */
    private static final String CYRUS = "Cyrus timsieved (Parley replay)";

    private static final byte[] CRLF = {'\r', '\n'};

    private final Socket tcp;
    private final SSLContext tls;
    private final PlainAccount account;
    private final ScriptCommands scripts;
    private final ServerBehaviour behaviour;

    private Socket socket;
    private CommandReader reader;
    private OutputStream out;
    private boolean encrypted;
    private boolean loggedIn;
    private boolean ended;
    private int invalidCommands;

    @SuppressWarnings("NullAway.Init") // run() begins with use(), which sets the streams.
    SieveConversation(
            Socket tcp, SSLContext tls, PlainAccount account, ScriptStorage storage, ServerBehaviour behaviour) {
        this.tcp = tcp;
        this.tls = tls;
        this.account = account;
        this.behaviour = behaviour;
        scripts = new ScriptCommands(storage);
    }

    @Override
    public void run() {
        try (tcp) {
            tcp.setTcpNoDelay(true);
            tcp.setSoTimeout(IDLE_MILLIS);
            use(tcp);
            serve();
            awaitClientClose();
        } catch (IOException e) {
            // The connection was closed.
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

    private void use(Socket next) throws IOException {
        socket = next;
        reader = new CommandReader(next.getInputStream(), behaviour);
        out = new BufferedOutputStream(next.getOutputStream());
    }

    private void serve() throws IOException {
        try {
            writeCapabilities();
            send(ServerReply.ok("ManageSieve ready."));
            while (!ended) {
                send(next());
            }
        } catch (ByeException farewell) {
            send(ServerReply.bye(String.valueOf(farewell.getMessage())));
        } catch (SocketTimeoutException idle) {
            send(ServerReply.bye("Idle for too long."));
        }
    }

    private ServerReply next() throws IOException {
        try {
            ReceivedCommand command = reader.command();
            return loggedIn ? executeUnlessCut(command) : execute(command);
        } catch (InvalidCommandException e) {
            if (++invalidCommands == MAX_INVALID_COMMANDS) {
                throw new ByeException("Too many invalid commands.");
            }
            ended = e.recovery() == InvalidCommandException.Recovery.CLOSE;
            return ServerReply.no(String.valueOf(e.getMessage()));
        }
    }

    private ServerReply executeUnlessCut(ReceivedCommand command) throws IOException, InvalidCommandException {
        behaviour.begin();
        if (behaviour.isCut(Cut.BEFORE)) {
            throw new EOFException();
        }
        ServerReply reply = execute(command);
        if (behaviour.isCut(Cut.AFTER)) {
            throw new EOFException();
        }
        return reply;
    }

    private ServerReply execute(ReceivedCommand command) throws IOException, InvalidCommandException {
        if (behaviour.has(Habit.PREDATES_THE_RFC)
                && Set.of("NOOP", "RENAMESCRIPT", "CHECKSCRIPT").contains(command.verb())) {
            throw new InvalidCommandException("Unknown command.");
        }
        switch (command.verb()) {
            case "CAPABILITY":
                command.expect(0, 0);
                writeCapabilities();
                return ServerReply.ok("Done.");
            case "NOOP":
                return noop(command.expect(0, 1));
            case "LOGOUT":
                command.expect(0, 0);
                ended = true;
                return ServerReply.ok("Bye.");
            case "STARTTLS":
                return startTls(command.expect(0, 0));
            case "UNAUTHENTICATE":
                return unauthenticate(command.expect(0, 0));
            case "AUTHENTICATE":
                return authenticate(command.expect(1, 2));
            default:
                if (!loggedIn) {
                    throw new InvalidCommandException("Log in first.");
                }
                return scripts.execute(command, out);
        }
    }

    private ServerReply noop(ReceivedCommand command) throws InvalidCommandException {
        if (command.count() == 0) {
            return ServerReply.ok("Done.");
        }
        Argument.Text tag = command.text(0);
        if (tag.isTooLarge()) {
            throw new InvalidCommandException("The tag is too large.");
        }
        return ServerReply.okTagged(tag.octets(), "Done.");
    }

    private ServerReply startTls(ReceivedCommand command) throws IOException, InvalidCommandException {
        if (encrypted) {
            throw new InvalidCommandException("TLS is already in use.");
        }
        if (reader.hasInput()) {
            throw new ByeException("The client sent data after STARTTLS in clear.");
        }
        send(ServerReply.ok("Begin TLS now."));
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(tcp, null, true);
        secured.setUseClientMode(false);
        handshake(secured);
        encrypted = true;
        use(secured);
        writeCapabilities();
        return ServerReply.ok("TLS in use.");
    }

    /** After a time-out here no BYE is sent, since it would not be TLS. */
    private static void handshake(SSLSocket secured) throws IOException {
        try {
            secured.startHandshake();
        } catch (SocketTimeoutException silent) {
            throw new SSLHandshakeException("The client did not finish the handshake.");
        }
    }

    private ServerReply authenticate(ReceivedCommand command) throws IOException, InvalidCommandException {
        Argument.Text mechanism = command.text(0);
        if (loggedIn) {
            throw new InvalidCommandException("Already logged in.");
        }
        if (!encrypted) {
            return ServerReply.no("ENCRYPT-NEEDED", "Start TLS first.");
        }
        if (!new String(mechanism.octets(), US_ASCII).equalsIgnoreCase("PLAIN")) {
            throw new InvalidCommandException("PLAIN is the only mechanism.");
        }
        Argument.Text response = command.count() == 2 ? command.text(1) : challenge();
        if (new String(response.octets(), US_ASCII).equals("*")) {
            return ServerReply.no("Login cancelled.");
        }
        if (!account.accepts(decode(response))) {
            throw new InvalidCommandException("Wrong user or password.");
        }
        loggedIn = true;
        return ServerReply.ok("Logged in.");
    }

    private ServerReply unauthenticate(ReceivedCommand command) throws InvalidCommandException {
        if (!loggedIn || !behaviour.has(Habit.UNAUTHENTICATES)) {
            throw new InvalidCommandException("Unknown command.");
        }
        loggedIn = false;
        return ServerReply.ok("Logged out of the account.");
    }

    private Argument.Text challenge() throws IOException, InvalidCommandException {
        out.write(ServerReply.string(""));
        out.write(CRLF);
        out.flush();
        return reader.response();
    }

    private static byte[] decode(Argument.Text response) throws InvalidCommandException {
        try {
            return Base64.getDecoder().decode(response.octets());
        } catch (IllegalArgumentException e) {
            throw new InvalidCommandException("The response is not base64.");
        }
    }

    private void writeCapabilities() throws IOException {
        writeCapability("IMPLEMENTATION", behaviour.has(Habit.ENCODES_NAMES) ? CYRUS : IMPLEMENTATION);
        writeCapability("SIEVE", String.join(" ", SieveVocabulary.EXTENSIONS));
        writeCapability("SASL", encrypted ? "PLAIN" : "");
        if (!encrypted) {
            writeCapability("STARTTLS");
        }
        if (loggedIn) {
            writeCapability("OWNER", account.user());
        }
        if (behaviour.has(Habit.UNAUTHENTICATES)) {
            writeCapability("UNAUTHENTICATE");
        }
        if (!behaviour.has(Habit.PREDATES_THE_RFC)) {
            writeCapability("VERSION", "1.0");
        }
    }

    private void writeCapability(String name, String... value) throws IOException {
        out.write(ServerReply.string(name));
        for (String text : value) {
            out.write(' ');
            out.write(ServerReply.string(text));
        }
        out.write(CRLF);
    }

    private void send(ServerReply reply) throws IOException {
        out.write(reply.wire());
        out.flush();
    }

    /** A socket that is closed with unread octets is reset, and the client might not receive the last reply. */
    private void awaitClientClose() throws IOException {
        socket.shutdownOutput();
        long deadline = System.nanoTime() + LINGER_MILLIS * 1_000_000L;
        tcp.setSoTimeout(LINGER_MILLIS);
        byte[] ignored = new byte[8192];
        while (socket.getInputStream().read(ignored) >= 0 && System.nanoTime() < deadline) {
            continue;
        }
    }
}
