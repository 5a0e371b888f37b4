package dev.parley.replay.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server, with clients that are sockets without TLS. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SmtpServerTest {
    private static final String HELLO = "HELO c\r\nMAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\n";

    private final SmtpServer server;

    SmtpServerTest() throws IOException, NoSuchAlgorithmException {
        server = new SmtpServer(SSLContext.getDefault());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aMessageIsKeptWithoutDotStuffing() throws Exception {
        List<String> replies = talk(HELLO + "DATA\r\nSubject: x\r\n\r\n..\r\n.\r\nQUIT\r\n");
        assertEquals(List.of("220", "250", "250", "250", "354", "250", "221"), codes(replies));
        assertTrue(server.await(1, Duration.ofSeconds(1)));
        ReceivedMail mail = server.received().get(0);
        assertEquals("a@x.test [b@x.test]", mail.sender() + " " + mail.recipients());
        assertEquals("Subject: x\r\n\r\n.\r\n", new String(mail.content(), UTF_8));
        assertTrue(server.transcript().contains("C: [message]"), server.transcript()::toString);
    }

    @Test
    void dataWithoutARecipientIsRejected() throws Exception {
        server.rejectRecipient("B@x.test", "452 4.2.2 Full");
        assertEquals(
                List.of("220", "250", "250", "452", "554", "250", "503", "221"),
                codes(talk(HELLO + "DATA\r\nRSET\r\nRCPT TO:<b@x.test>\r\nQUIT\r\n")));
        assertEquals(List.of(), server.received());
    }

    @Test
    void aGreylistKnowsEachPairOfSenderAndRecipient() throws Exception {
        server.greylist();
        String other = "RCPT TO:<c@x.test>\r\n";
        assertEquals(
                List.of("220", "250", "250", "450", "450", "250", "250", "221"),
                codes(talk(HELLO + other + "RCPT TO:<B@x.test>\r\n" + other + "QUIT\r\n")));
        assertEquals(
                List.of("220", "250", "250", "450", "221"),
                codes(talk("HELO c\r\nMAIL FROM:<d@x.test>\r\nRCPT TO:<b@x.test>\r\nQUIT\r\n")));
    }

    @Test
    void theConnectionIsDroppedAfterTheNextMessageOnly() throws Exception {
        server.dropAfterNextMessage();
        String message = HELLO + "DATA\r\n\r\n.\r\n";
        assertEquals(List.of("220", "250", "250", "250", "354"), codes(talk(message)));
        assertEquals(List.of("220", "250", "250", "250", "354", "250", "221"), codes(talk(message + "QUIT\r\n")));
        assertEquals(2, server.received().size());
    }

    @Test
    void aHiddenStartTlsIsNotAccepted() throws Exception {
        assertTrue(talk("EHLO c\r\nQUIT\r\n").contains("250-STARTTLS"));
        server.hideStartTls();
        List<String> replies = talk("EHLO c\r\nSTARTTLS\r\nQUIT\r\n");
        assertFalse(replies.contains("250-STARTTLS"), replies::toString);
        assertTrue(replies.contains("502 5.5.1 STARTTLS is not available"), replies::toString);
    }

    @Test
    void secretsAreNotInTheTranscript() throws Exception {
        talk("EHLO c\r\nAUTH PLAIN AGpvZQBzZWNyZXQ=\r\nAUTH LOGIN am9l\r\nc2VjcmV0\r\nAUTH X c2VjcmV0\r\nQUIT\r\n");
        String transcript = String.join("\n", server.transcript());
        assertTrue(transcript.contains("C: AUTH PLAIN [redacted]\nS: 235"), transcript);
        assertFalse(transcript.contains("AGpvZQBzZWNyZXQ=") || transcript.contains("c2VjcmV0"), transcript);
    }

    @Test
    void onlyARejectionCanReject() {
        assertThrows(IllegalArgumentException.class, () -> server.rejectRecipient("b@x.test", "250 Ok"));
        assertThrows(IllegalArgumentException.class, () -> server.rejectMessages("554 two\r\nlines"));
    }

    @Test
    void aMessageThatDoesNotArriveIsNotAwaitedLonger() throws Exception {
        assertFalse(server.await(1, Duration.ofMillis(1)));
    }

    /** Sends all at once, and reads until the server closes. */
    private List<String> talk(String commands) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port());
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(commands.getBytes(UTF_8));
            return in.lines().toList();
        }
    }

    private static List<String> codes(List<String> replies) {
        return replies.stream().map(line -> line.substring(0, 3)).toList();
    }
}
