package dev.parley.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.testing.dialog.SmtpDefaults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.opentest4j.AssertionFailedError;

/** A dialog file that fails names itself, and can be run alone. */
class DialogFileTest {
    private static final DialogFile FILE =
            new DialogFile(Path.of("src/test/resources/dialogs/login/one.txt"), new SmtpDefaults());

    @Test
    void aFailureBeginsWithTheName() {
        AssertionFailedError failure = failure(file -> assertEquals("220 ready", "220 not ready"));
        assertEquals("login/one.txt: expected: <220 ready> but was: <220 not ready>", failure.getMessage());
        assertEquals("220 ready", failure.getExpected().getValue());
        assertEquals("220 not ready", failure.getActual().getValue());
    }

    @Test
    void aFailureWithoutValuesBeginsWithTheName() {
        assertEquals(
                "login/one.txt: expected: <true> but was: <false>",
                failure(file -> assertTrue(false)).getMessage());
    }

    @Test
    void anExceptionBeginsWithTheName() {
        IOException thrown = new IOException("closed");
        AssertionFailedError failure = failure(file -> {
            throw thrown;
        });
        assertEquals("login/one.txt: java.io.IOException: closed", failure.getMessage());
        assertEquals(thrown, failure.getCause());
    }

    @Test
    void oneFileCanBeSelected() {
        assertEquals(List.of("login/one.txt"), names("login/one.txt"));
        assertEquals(List.of("login/one.txt", "login/two.txt"), names("login/"));
        assertEquals(List.of("login/one.txt", "login/two.txt", "plain.txt"), names(""));
    }

    @Test
    void aNameThatSelectsNothingIsAnError() {
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class, () -> DialogFile.selected("logon/one.txt", new SmtpDefaults()));
        assertTrue(
                failure.getMessage().endsWith("begins with \"logon/one.txt\": correct -Dparley.dialog=logon/one.txt"),
                failure.getMessage());
    }

    private static AssertionFailedError failure(ThrowingConsumer<DialogFile> performed) {
        return assertThrows(AssertionFailedError.class, FILE.test(performed).getExecutable()::execute);
    }

    private static List<String> names(String beginning) {
        return DialogFile.selected(beginning, new SmtpDefaults())
                .map(DialogFile::name)
                .toList();
    }
}
