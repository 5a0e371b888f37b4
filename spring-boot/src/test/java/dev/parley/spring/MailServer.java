package dev.parley.spring;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The scripted servers of the tests. */
final class MailServer {
    static final String HELLO = """
            S: 220 mx
            C: EHLO client.example
            S: 250 mx
            """;

    static final String BYE = """
            C: QUIT
            S: 221 bye
            """;

    /** The next line is the reply to the login. */
    static final String LOGIN = """
            S: 220 mx
            C: EHLO client.example
            S: 250-mx
            S: 250 AUTH PLAIN
            C: AUTH PLAIN [redacted]
            """;

    static final String ENVELOPE = """
            C: MAIL FROM:<alice@example.org>
            S: 250 OK
            C: RCPT TO:<bob@example.org>
            S: 250 OK
            C: DATA
            S: 354 go
            C: [message]
            """;

    static final String ACCEPTED = HELLO + ENVELOPE + "S: 250 OK\n" + BYE;

    /** The content is rejected for now. */
    static final String LOCAL_ERROR =
            HELLO + ENVELOPE + "S: 451 Requested action aborted: local error in processing\nC: RSET\nS: 250 OK\n" + BYE;

    /** The recipient is rejected permanently. */
    static final String UNKNOWN_USER = HELLO + """
            C: MAIL FROM:<alice@example.org>
            S: 250 OK
            C: RCPT TO:<bob@example.org>
            S: 550 5.1.1 <bob@example.org>: User unknown
            C: RSET
            S: 250 OK
            """ + BYE;

    static final String CONNECTED = HELLO + BYE;

    private MailServer() {}

    static ScriptedServer start(String... connections) throws IOException {
        return start(Optional.empty(), connections);
    }

    static ScriptedServer start(Optional<SSLContext> tls, String... connections) throws IOException {
        return ScriptedServer.start(DialogScript.parse("mail server", String.join("S! accept\n", connections)), tls);
    }

    /** A port where nothing listens. */
    static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
