package dev.parley.testing;

import dev.parley.replay.DialogScript;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** A dialog file of the module that is tested, and what lies beside it. */
public record DialogFile(Path path) {
    private static final Path FOLDER = Path.of("src/test/resources/dialogs");

    public static Stream<DialogFile> all() {
        return DialogScript.files(FOLDER).stream().map(DialogFile::new);
    }

    /** The file as a test under its name. */
    public DynamicTest test(ThrowingConsumer<DialogFile> performed) {
        return DynamicTest.dynamicTest(name(), () -> performed.accept(this));
    }

    /** Its path below the folder of all of them. */
    public String name() {
        return FOLDER.relativize(path).toString();
    }

    public DialogScript script() {
        return DialogScript.read(path);
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
