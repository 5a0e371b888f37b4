package dev.parley.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class ApplicationFailureTest {
    /** Held: java.util.logging holds its loggers weakly. */
    private static final Logger LOG = Logger.getLogger("dev.parley");

    @Test
    void aLogHandlerThatThrowsChangesNothing() {
        FailingHandler handler = new FailingHandler();
        LOG.setUseParentHandlers(false);
        LOG.addHandler(handler);
        try {
            ApplicationFailure.log("a listener", new IllegalStateException("its own failure"));
            assertEquals(
                    "a listener failed; this does not change the result: java.lang.IllegalStateException: its own failure",
                    handler.message);
        } finally {
            LOG.removeHandler(handler);
            LOG.setUseParentHandlers(true);
        }
    }

    @Test
    void aThrowableThatCannotDescribeItself() {
        String text = ApplicationFailure.describe(new RuntimeException() {
            @Override
            public String getMessage() {
                throw new AssertionError("no message");
            }
        });
        assertTrue(text.startsWith(ApplicationFailureTest.class.getName()), text);
    }

    private static final class FailingHandler extends Handler {
        private String message;

        @Override
        public void publish(LogRecord entry) {
            message = entry.getMessage();
            throw new Error("the log is full");
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
