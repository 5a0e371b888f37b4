package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What a listener is told of a message on its way. */
class ProgressTest extends TransportFixture {
    private static final String DIALOG = HELLO.formatted(" mx") + ENVELOPE.formatted("") + "C: [message]\nS: 250 ok\n";

    private final List<Long> octets = new ArrayList<>();
    private final List<OptionalLong> expected = new ArrayList<>();

    private final class Listener implements DeliveryListener {
        @Override
        public void onDelivery(Message message, Delivery delivery) {
            octets.add(-delivery.octets());
        }

        @Override
        public void onProgress(Message message, long sent, OptionalLong of) {
            octets.add(sent);
            expected.add(of);
            throw new IllegalStateException("the listener's own trouble");
        }
    }

    private void send(MimeMessage message) throws Exception {
        properties.put("mail.smtp.delivery.listener", new Listener());
        try (ScriptedServer server = serve(DIALOG)) {
            SmtpTransport transport = (SmtpTransport) connected(server);
            transport.sendMessage(message, TO);
            drop(transport);
        }
    }

    @Test
    void aShortMessageIsToldOfOnce() throws Exception {
        long start = System.nanoTime();
        send(message("hi"));
        long tenths = (System.nanoTime() - start) / 100_000_000;
        long size = "From: a@x.test\r\nSubject: x\r\n\r\nhi\r\n".length();
        assertEquals(List.of(size, -size), octets.stream().distinct().toList());
        assertTrue(octets.size() <= 2 + tenths, octets::toString);
        assertEquals(
                List.of(OptionalLong.of(size)), expected.stream().distinct().toList());
    }

    @Test
    void aLongMessageIsToldOfTenTimesASecondAtMost() throws Exception {
        long start = System.nanoTime();
        int slices = 400;
        MimeMessage slow = new MimeMessage(session()) {
            @Override
            public void writeTo(OutputStream out, String[] ignored) throws IOException, MessagingException {
                byte[] slice = ("x".repeat(998) + "\r\n").repeat(2).getBytes();
                out.write("Subject: slow\r\n\r\n".getBytes());
                for (int i = 0; i < slices; i++) {
                    out.write(slice);
                    LockSupport.parkNanos(1_000_000);
                }
            }
        };
        slow.setFrom("a@x.test");
        slow.saveChanges();
        send(slow);
        long tenths = (System.nanoTime() - start) / 100_000_000;
        long size = "Subject: slow\r\n\r\n".length() + slices * 2000L;
        List<Long> told = octets.subList(0, octets.size() - 1);
        assertTrue(told.size() > 1 && told.size() <= tenths + 1, told::toString);
        assertEquals(told.stream().sorted().toList(), told);
        assertEquals(size, told.get(told.size() - 1));
        assertEquals(OptionalLong.of(size), expected.get(expected.size() - 1));
        assertEquals(-size, octets.get(octets.size() - 1));
    }
}
