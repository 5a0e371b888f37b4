package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A message whose recipients make several transactions is rendered once all the same. */
class SplitTest extends TransportFixture {
    private static final InternetAddress[] TWO = {address("b@x.test"), address("c@x.test")};

    SplitTest() {
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.rcptmax", "1");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100_000})
    void aOneShotMessageToTwoTransactions(int lines) throws Exception {
        String each = "S: 250 ok\nC: RCPT TO:<%s@x.test>\nS: 250 ok\nC: DATA\nS: 354 go\nC: [message]\nS: 250 ok\n";
        String mail = "C: MAIL FROM:<a@x.test>\n";
        String dialog = HELLO.formatted(" mx") + mail + each.formatted("b") + mail + each.formatted("c");
        List<Path> before = spools();
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = (SmtpTransport) connected(server);
            transport.sendMessage(new OneShot(session(), lines), TWO);
            assertTrue(transport.getLastDelivery().orElseThrow().isComplete());
            drop(transport);
            List<String> received = server.received();
            int first = received.indexOf("DATA");
            int second = received.lastIndexOf("DATA");
            assertEquals(lines + 3, second - first - 3);
            assertEquals(received.subList(first, second - 2), received.subList(second, received.size()));
        }
        assertEquals(before, spools());
    }

    /** The first transaction accepts nobody, so its content goes nowhere: the second needs it from the spool. */
    @Test
    void theFirstTransactionIsRefused() throws Exception {
        String dialog = HELLO.formatted(" mx") + "C: MAIL FROM:<a@x.test>\nS: 250 ok\n"
                + "C: RCPT TO:<b@x.test>\nS: 550 no\nC: RSET\nS: 250 ok\nC: MAIL FROM:<a@x.test>\nS: 250 ok\n"
                + "C: RCPT TO:<c@x.test>\nS: 250 ok\nC: DATA\nS: 354 go\nC: [message]\nS: 250 ok\n";
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = (SmtpTransport) connected(server);
            try {
                transport.sendMessage(new OneShot(session(), 100_000), TWO);
            } catch (DeliveryException e) {
                assertEquals(1, e.getValidSentAddresses().length);
            }
            drop(transport);
            assertEquals(
                    100_000 + 3, server.received().size() - server.received().indexOf("DATA") - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100_000})
    void aOneShotMessageToARecipientOverTheLimit(int lines) throws Exception {
        properties.remove("mail.smtp.rcptmax");
        String mail = "C: MAIL FROM:<a@x.test>\nS: 250 ok\n";
        String content = "C: DATA\nS: 354 go\nC: [message]\nS: 250 ok\n";
        String dialog = HELLO.formatted(" mx") + mail + "C: RCPT TO:<b@x.test>\nS: 250 ok\n"
                + "C: RCPT TO:<c@x.test>\nS: 452 4.5.3 no more\n" + content + mail
                + "C: RCPT TO:<c@x.test>\nS: 250 ok\n" + content;
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = (SmtpTransport) connected(server);
            transport.sendMessage(new OneShot(session(), lines), TWO);
            drop(transport);
            assertEquals(DialogScript.parse("", dialog).conversation(), server.transcript());
        }
    }

    /** The server takes one recipient, so the content is kept for the other; then its rendering fails. */
    @Test
    void noSpoolIsLeftOfAnEagerMessageThatFails() throws Exception {
        properties.remove("mail.smtp.rcptmax");
        properties.put("mail.smtp.pipelining", "eager");
        String dialog = HELLO.formatted("-mx\nS: 250 PIPELINING") + "C: MAIL FROM:<a@x.test>\nC: RCPT TO:<b@x.test>\n"
                + "C: RCPT TO:<c@x.test>\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 452 4.5.3 no more\nS: 354 go\nC: [message]\n";
        List<Path> before = spools();
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = (SmtpTransport) connected(server);
            OneShot message = new OneShot(session(), 100_000);
            message.failing = true;
            assertThrows(MessagingException.class, () -> transport.sendMessage(message, TWO));
            drop(transport);
        }
        assertEquals(before, spools());
    }

    /**
     * Courier replies 431, others 452 without an enhanced code: after the 100 recipients that every server must accept
     * (RFC 5321 s4.5.3.1.8) this means that the transaction is full, before it is about the recipient.
     */
    @ParameterizedTest
    @CsvSource({"100, 431", "100, 452", "99, 431", "99, 452"})
    void aPlainRefusalAfterAHundredRecipients(int accepted, int code) throws Exception {
        properties.remove("mail.smtp.rcptmax");
        InternetAddress[] to = IntStream.rangeClosed(0, accepted)
                .mapToObj(place -> address("r%d@x.test".formatted(place)))
                .toArray(InternetAddress[]::new);
        StringBuilder dialog = new StringBuilder(HELLO.formatted(" mx") + "C: MAIL FROM:<a@x.test>\nS: 250 ok\n");
        for (int place = 0; place < accepted; place++) {
            dialog.append("C: RCPT TO:<r%d@x.test>\nS: 250 ok\n".formatted(place));
        }
        String last = "C: RCPT TO:<r%d@x.test>\nS: ".formatted(accepted);
        String content = "C: DATA\nS: 354 go\nC: [message]\nS: 250 ok\n";
        dialog.append(last).append(code).append(" no more\n").append(content);
        if (accepted >= 100) {
            dialog.append("C: MAIL FROM:<a@x.test>\nS: 250 ok\n").append(last).append("250 ok\n" + content);
        }
        try (ScriptedServer server = serve(dialog.toString())) {
            SmtpTransport transport = (SmtpTransport) connected(server);
            if (accepted >= 100) {
                transport.sendMessage(new OneShot(session(), 10), to);
            } else {
                DeliveryException e = assertThrows(
                        DeliveryException.class, () -> transport.sendMessage(new OneShot(session(), 10), to));
                assertEquals(List.of(to[accepted]), List.of(e.getValidUnsentAddresses()));
            }
            drop(transport);
            assertEquals(DialogScript.parse("", dialog.toString()).conversation(), server.transcript());
        }
    }

    /** The files of this process: another one may run the other tests at the same time. */
    private static List<Path> spools() throws IOException {
        String prefix = "parley-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    /** The temporary file with the content is gone: the message that was accepted before is not reported as not sent. */
    @Test
    void theContentIsLostAfterATransactionWasAccepted() throws Exception {
        properties.put("mail.smtp.delivery.listener", new DeliveryListener() {
            @Override
            public void onDelivery(Message message, Delivery delivery) {}

            @Override
            public void onProgress(Message message, long octets, OptionalLong expected) {
                try {
                    for (Path spool : spools()) {
                        Files.delete(spool);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        String begun = "C: MAIL FROM:<a@x.test>\nS: 250 ok\nC: RCPT TO:<%s@x.test>\nS: 250 ok\nC: DATA\nS: 354 go\n";
        String dialog =
                HELLO.formatted(" mx") + begun.formatted("b") + "C: [message]\nS: 250 ok\n" + begun.formatted("c");
        try (ScriptedServer server = serve(dialog)) {
            SmtpTransport transport = (SmtpTransport) connected(server);
            SendFailedException e = assertThrows(
                    SendFailedException.class, () -> transport.sendMessage(new OneShot(session(), 100_000), TWO));
            assertEquals(List.of(TWO[0]), List.of(e.getValidSentAddresses()));
            assertEquals(List.of(TWO[1]), List.of(e.getValidUnsentAddresses()));
            Delivery delivery = transport.getLastDelivery().orElseThrow();
            assertEquals(1, delivery.recipients(Delivery.Outcome.NOT_SENT).size());
            assertFalse(transport.isConnected());
        }
    }

    private static final class OneShot extends MimeMessage {
        private final int lines;
        private boolean rendered;
        private boolean failing;

        OneShot(Session session, int lines) throws Exception {
            super(session);
            this.lines = lines;
            setFrom("a@x.test");
        }

        @Override
        public void writeTo(OutputStream out, String[] ignored) throws IOException {
            if (rendered) {
                throw new IOException("rendered twice");
            }
            rendered = true;
            out.write("From: a@x.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < lines; i++) {
                out.write("0123456789\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            if (failing) {
                throw new IOException("no more");
            }
        }
    }
}
