package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.parley.trace.Detail.Explaining;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A trace that nobody reads makes nothing: no event, no list, no text. */
class TraceOffTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Answer OK = new Answer("250", Optional.empty(), false);
    private static final Answer NO = new Answer("550", Optional.empty(), true);
    private static final List<String> LINES = List.of("250 ok");
    private static final Object COMMAND = new Object() {
        @Override
        public String toString() {
            throw new AssertionError("nobody reads this");
        }
    };

    @Test
    void makesNothingOfACommandAndItsReply() {
        Trace trace = new Trace(List.of(), PrivacySettings.NONE, 0, new Detail(Explaining.ALL, true));
        talk(trace, 1);
        long before = allocated();
        long alone = allocated() - before; // What the measurement itself takes.
        before = allocated();
        talk(trace, 1000);
        assertEquals(alone, allocated() - before);
    }

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    private static void talk(Trace trace, int times) {
        for (int i = 0; i < times; i++) {
            PendingCommand asked = trace.sent("rcpt", COMMAND, 30);
            trace.flushed();
            trace.received(asked, i % 2 == 0 ? OK : NO, LINES);
        }
    }
}
