package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.parley.trace.Detail.Explaining;
import dev.parley.trace.PrivacySettings.HeadSize;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A trail that nobody requests: per event no memory, and less than a microsecond. */
class TrailCostTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int MESSAGES = 20_000;

    /** Of MAIL, RCPT, DATA and their replies, the content, and its reply. */
    private static final int EVENTS = 8;

    private static final ReceivedReply REPLY = new ReceivedReply() {
        private final List<String> lines = List.of("250-2.1.0 Ok", "250 gr\u00fc\u00df \u20ac");

        @Override
        public Answer answer() {
            return new Answer("250", Optional.of("2.1.0"), false);
        }

        @Override
        public boolean refused() {
            return false;
        }

        @Override
        public List<String> lines() {
            return lines;
        }
    };

    private final Object command = new Object() {
        @Override
        public String toString() {
            return "RCPT TO:<b" + System.nanoTime() + "@x.test>";
        }
    };

    private final ContentSize content = new ContentSize("message", 1000, 20, 0);

    @Test
    void recordingAllocatesNothing() {
        Trace trace = new Trace(
                List.of(),
                new PrivacySettings(AddressMask.DOMAIN, false, HeadSize.NONE),
                64,
                new Detail(Explaining.ERRORS, false));
        trace.hideSecret("sEcr3t-passw0rd".getBytes(StandardCharsets.UTF_8));
        send(trace, MESSAGES);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long started = THREADS.getCurrentThreadCpuTime();
            send(trace, MESSAGES);
            fastest = Math.min(fastest, THREADS.getCurrentThreadCpuTime() - started);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        long nanos = fastest / (EVENTS * MESSAGES);
        System.out.println("TrailCostTest: " + allocated + " bytes in all, and " + nanos + " ns for each event");
        assertTrue(allocated < MESSAGES, () -> allocated + " bytes for " + MESSAGES + " messages");
        assertTrue(nanos < 1000, () -> nanos + " ns for each event");
    }

    private void send(Trace trace, int messages) {
        for (int i = 0; i < messages; i++) {
            PendingCommand mail = trace.sent("mail", command, 30);
            PendingCommand rcpt = trace.sent("rcpt", command, 30);
            PendingCommand data = trace.sent("data", command, 6);
            trace.flushed();
            trace.received(mail, REPLY);
            trace.received(rcpt, REPLY);
            trace.received(data, REPLY);
            PendingCommand dot = trace.content("content", content, trace.head());
            trace.flushed();
            trace.received(dot, REPLY);
        }
    }
}
