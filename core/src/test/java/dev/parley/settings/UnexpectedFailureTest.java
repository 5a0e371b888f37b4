package dev.parley.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnexpectedFailureTest {
    @ParameterizedTest
    @CsvSource({
        "true, dev.parley.smtp.send.MessageSend, ''",
        "true, java.util.ArrayList, dev.parley.smtp.send.MessageSend",
        "false, com.example.Report, dev.parley.smtp.mime.MessageContent",
        "false, java.util.ArrayList, com.example.Report",
        "false, jakarta.mail.internet.MimeMessage, dev.parley.smtp.mime.MessageContent",
        "false, java.util.ArrayList, ''"
    })
    void theFirstFrameOutsideOfTheJdkDecides(boolean bug, String thrower, String caller) {
        RuntimeException thrown = new IllegalStateException("x");
        thrown.setStackTrace(new StackTraceElement[] {frame(thrower), frame(caller)});
        assertEquals(bug, UnexpectedFailure.isBug(thrown));
    }

    private static StackTraceElement frame(String type) {
        return new StackTraceElement(type, "method", "File.java", 1);
    }
}
