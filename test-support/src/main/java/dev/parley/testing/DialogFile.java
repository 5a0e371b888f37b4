package dev.parley.testing;

import dev.parley.replay.DialogScript;
import dev.parley.testing.dialog.Defaults;
import dev.parley.testing.dialog.ShortDialog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.opentest4j.AssertionFailedError;

/**
 * A dialog file of the module that is tested, and the files beside it.
 *
 * @param defaults what the file implies
 */
public record DialogFile(Path path, Defaults defaults) {
    private static final Path FOLDER = Path.of("src/test/resources/dialogs");

    /** The dialog files of the module: all of them, or those that {@code -Dparley.dialog=auth/scram.txt} selects. */
    public static Stream<DialogFile> all(Defaults defaults) {
        return selected(System.getProperty("parley.dialog", ""), defaults);
    }

    /**
     * The dialog files whose {@link #name} begins with {@code beginning}.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Stream<DialogFile> selected(String beginning, Defaults defaults) {
        List<DialogFile> files = DialogScript.files(FOLDER).stream()
                .map(path -> new DialogFile(path, defaults))
                .filter(file -> file.name().startsWith(beginning))
                .toList();
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no dialog file of " + FOLDER.toAbsolutePath() + " begins with \""
                    + beginning + "\": correct -Dparley.dialog=" + beginning);
        }
        return files.stream();
    }

    /** The file as a test with its name; a failure has the name in its message, because Maven prints no other. */
    public DynamicTest test(ThrowingConsumer<DialogFile> performed) {
        return DynamicTest.dynamicTest(name(), path.toUri(), () -> {
            try {
                performed.accept(this);
            } catch (AssertionFailedError e) {
                throw named(e);
            } catch (Exception e) {
                throw new AssertionFailedError(name() + ": " + e, e);
            }
        });
    }

    private AssertionFailedError named(AssertionFailedError failure) {
        String message = name() + ": " + failure.getMessage();
        AssertionFailedError named = failure.isExpectedDefined()
                ? new AssertionFailedError(message, failure.getExpected(), failure.getActual(), failure.getCause())
                : new AssertionFailedError(message, failure.getCause());
        named.setStackTrace(failure.getStackTrace());
        return named;
    }

    /** Its path below the folder of all of them. */
    public String name() {
        return FOLDER.relativize(path).toString();
    }

    /** The file in its explicit form. */
    public DialogScript script() {
        String name = path.getFileName().toString();
        try {
            String text = Files.readString(path);
            return DialogScript.parse(name, ShortDialog.expand(name, text, defaults));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of the same name with another ending, where more is expected than the dialog: a trace, or a page. */
    public Path beside(String ending) {
        return Path.of(path.toString().replaceFirst("\\.txt$", ending));
    }

    /** A file of this dialog's own in a folder for what a run leaves. */
    public Path in(Path folder, String ending) {
        return folder.resolve(name().replace('/', '-') + ending);
    }
}
