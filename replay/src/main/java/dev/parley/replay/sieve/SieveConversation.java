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
 *   <li>closed: after LOGOUT, a BYE, a syntax error whose end is unknown, or by {@link #hangUp}
 * </ol>
 */
final class SieveConversation implements Runnable {
    private static final int BAD_COMMAND_LIMIT = 20;
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
    private final Conduct conduct;

    private Socket socket;
    private CommandReader reader;
    private OutputStream out;
    private boolean encrypted;
    private boolean loggedIn;
    private boolean ended;
    private int badCommands;

    SieveConversation(Socket tcp, SSLContext tls, PlainAccount account, ScriptShelf shelf, Conduct conduct) {
        this.tcp = tcp;
        this.tls = tls;
        this.account = account;
        this.conduct = conduct;
        scripts = new ScriptCommands(shelf);
    }

    @Override
    public void run() {
        try (tcp) {
            tcp.setTcpNoDelay(true);
            tcp.setSoTimeout(IDLE_MILLIS);
            use(tcp);
            converse();
            lingerForTheClient();
        } catch (IOException e) {
            // The connection was closed.
        }
    }

    /** Closes the connection from another thread, which ends the conversation. */
    void hangUp() {
        try {
            tcp.close();
        } catch (IOException e) {
            // The connection is closed nevertheless.
        }
    }

    private void use(Socket next) throws IOException {
        socket = next;
        reader = new CommandReader(next.getInputStream(), conduct);
        out = new BufferedOutputStream(next.getOutputStream());
    }

    private void converse() throws IOException {
        try {
            writeCapabilities();
            send(Reply.ok("ManageSieve ready."));
            while (!ended) {
                send(next());
            }
        } catch (Farewell farewell) {
            send(Reply.bye(farewell.getMessage()));
        } catch (SocketTimeoutException idle) {
            send(Reply.bye("Idle for too long."));
        }
    }

    private Reply next() throws IOException {
        try {
            Command command = reader.command();
            return loggedIn ? answerUnlessCut(command) : answer(command);
        } catch (BadCommand bad) {
            if (++badCommands == BAD_COMMAND_LIMIT) {
                throw new Farewell("Too many bad commands.");
            }
            ended = bad.isOutOfStep();
            return Reply.no(bad.getMessage());
        }
    }

    private Reply answerUnlessCut(Command command) throws IOException, BadCommand {
        conduct.begin();
        if (conduct.cuts(Cut.BEFORE)) {
            throw new EOFException();
        }
        Reply reply = answer(command);
        if (conduct.cuts(Cut.AFTER)) {
            throw new EOFException();
        }
        return reply;
    }

    private Reply answer(Command command) throws IOException, BadCommand {
        if (conduct.has(Habit.PREDATES_THE_RFC)
                && Set.of("NOOP", "RENAMESCRIPT", "CHECKSCRIPT").contains(command.verb())) {
            throw new BadCommand("Unknown command.");
        }
        switch (command.verb()) {
            case "CAPABILITY":
                command.expect(0, 0);
                writeCapabilities();
                return Reply.ok("Those are all.");
            case "NOOP":
                return noop(command.expect(0, 1));
            case "LOGOUT":
                command.expect(0, 0);
                ended = true;
                return Reply.ok("Bye.");
            case "STARTTLS":
                return startTls(command.expect(0, 0));
            case "UNAUTHENTICATE":
                return unauthenticate(command.expect(0, 0));
            case "AUTHENTICATE":
                return authenticate(command.expect(1, 2));
            default:
                if (!loggedIn) {
                    throw new BadCommand("Log in first.");
                }
                return scripts.answer(command, out);
        }
    }

    private Reply noop(Command command) throws BadCommand {
        if (command.count() == 0) {
            return Reply.ok("Done.");
        }
        Argument.Text tag = command.text(0);
        if (tag.isTooLarge()) {
            throw new BadCommand("The tag is too large.");
        }
        return Reply.okTagged(tag.octets(), "Done.");
    }

    private Reply startTls(Command command) throws IOException, BadCommand {
        if (encrypted) {
            throw new BadCommand("TLS is already in use.");
        }
        if (reader.hasMore()) {
            throw new Farewell("Nothing may follow STARTTLS in clear.");
        }
        send(Reply.ok("Begin TLS now."));
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(tcp, null, true);
        secured.setUseClientMode(false);
        handshake(secured);
        encrypted = true;
        use(secured);
        writeCapabilities();
        return Reply.ok("TLS in use.");
    }

    /** After a time-out here no BYE is sent, since it would not be TLS. */
    private static void handshake(SSLSocket secured) throws IOException {
        try {
            secured.startHandshake();
        } catch (SocketTimeoutException silent) {
            throw new SSLHandshakeException("The client did not finish the handshake.");
        }
    }

    private Reply authenticate(Command command) throws IOException, BadCommand {
        Argument.Text mechanism = command.text(0);
        if (loggedIn) {
            throw new BadCommand("Already logged in.");
        }
        if (!encrypted) {
            return Reply.no("ENCRYPT-NEEDED", "Start TLS first.");
        }
        if (!new String(mechanism.octets(), US_ASCII).equalsIgnoreCase("PLAIN")) {
            throw new BadCommand("PLAIN is the only mechanism.");
        }
        Argument.Text response = command.count() == 2 ? command.text(1) : challenge();
        if (new String(response.octets(), US_ASCII).equals("*")) {
            return Reply.no("Login cancelled.");
        }
        if (!account.admits(decode(response))) {
            throw new BadCommand("Wrong user or password.");
        }
        loggedIn = true;
        return Reply.ok("Logged in.");
    }

    private Reply unauthenticate(Command command) throws BadCommand {
        if (!loggedIn || !conduct.has(Habit.UNAUTHENTICATES)) {
            throw new BadCommand("Unknown command.");
        }
        loggedIn = false;
        return Reply.ok("Logged out of the account.");
    }

    private Argument.Text challenge() throws IOException, BadCommand {
        out.write(Reply.string(""));
        out.write(CRLF);
        out.flush();
        return reader.response();
    }

    private static byte[] decode(Argument.Text response) throws BadCommand {
        try {
            return Base64.getDecoder().decode(response.octets());
        } catch (IllegalArgumentException e) {
            throw new BadCommand("The response is not base64.");
        }
    }

    private void writeCapabilities() throws IOException {
        writeCapability("IMPLEMENTATION", conduct.has(Habit.ENCODES_NAMES) ? CYRUS : IMPLEMENTATION);
        writeCapability("SIEVE", String.join(" ", SieveVocabulary.EXTENSIONS));
        writeCapability("SASL", encrypted ? "PLAIN" : "");
        if (!encrypted) {
            out.write(Reply.string("STARTTLS"));
            out.write(CRLF);
        }
        if (loggedIn) {
            writeCapability("OWNER", account.user());
        }
        if (conduct.has(Habit.UNAUTHENTICATES)) {
            out.write(Reply.string("UNAUTHENTICATE"));
            out.write(CRLF);
        }
        if (!conduct.has(Habit.PREDATES_THE_RFC)) {
            writeCapability("VERSION", "1.0");
        }
    }

    private void writeCapability(String name, String value) throws IOException {
        out.write(Reply.string(name));
        out.write(' ');
        out.write(Reply.string(value));
        out.write(CRLF);
    }

    private void send(Reply reply) throws IOException {
        out.write(reply.wire());
        out.flush();
    }

    /** A socket closed with octets unread is reset, and the reset can overtake the last reply. */
    private void lingerForTheClient() throws IOException {
        socket.shutdownOutput();
        long deadline = System.nanoTime() + LINGER_MILLIS * 1_000_000L;
        tcp.setSoTimeout(LINGER_MILLIS);
        byte[] ignored = new byte[8192];
        while (socket.getInputStream().read(ignored) >= 0 && System.nanoTime() < deadline) {
            continue;
        }
    }
}
