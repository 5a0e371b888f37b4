package dev.parley.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.bench.Client;
import dev.parley.bench.Messages;
import dev.parley.smtp.SmtpTransport;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a message costs over one connection and without a kernel, in numbers that do not depend on the machine. */
class AllocationTest {
    private static final int OCTETS = 40_000_000;

    /** The compiler removes allocations, but not in the first rounds. */
    private static final int ROUNDS = 60;

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The bytes that the sending thread allocates. Jakarta Mail's part of a parsed message of 2 KB is 1,900. */
    @ParameterizedTest(name = "{0} of {1} octets")
    @CsvSource({
        "PARSED, 2000, 4096",
        "TEXT, 2000, 12000",
        "TEXT8, 2000, 14000",
        "BASE64, 2000, 36000",
        "TEXT, 10000000, 64000",
        "TEXT8, 10000000, 64000",
        "BASE64, 10000000, 56000",
        "PARSED, 10000000, 18000"
    })
    void aMessageAllocatesAtMost(Messages kind, int size, long most) throws MessagingException {
        Session session = Client.PARLEY.session(25, Map.of());
        MimeMessage message = kind.of(session, size, 1);
        try (SmtpTransport transport = (SmtpTransport) Client.PARLEY.transport(session)) {
            transport.connect(new CannedSocket());
            int count = Math.max(5, Math.min(5_000, OCTETS / size));
            long least = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS && least > most; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < count; i++) {
                    transport.sendMessage(message, message.getAllRecipients());
                }
                least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / count);
            }
            assertTrue(least <= most, least + " bytes a message");
        }
    }

    /** Each is a system call of a connection without TLS: write, read, and the ioctl FIONREAD. */
    @Test
    void aMessageRequiresTwoWritesTwoReadsAndOneCheck() throws MessagingException {
        Session session = Client.PARLEY.session(25, Map.of());
        MimeMessage message = Messages.PARSED.of(session, 2_000, 1);
        CannedSocket socket = new CannedSocket();
        try (SmtpTransport transport = (SmtpTransport) Client.PARLEY.transport(session)) {
            transport.connect(socket);
            for (int i = 0; i < 3; i++) {
                socket.takeCalls();
                transport.sendMessage(message, message.getAllRecipients());
                assertEquals("2 writes, 2 reads, 1 checks", socket.takeCalls());
            }
        }
    }
}
