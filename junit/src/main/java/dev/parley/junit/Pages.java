package dev.parley.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Writes the HTML pages of a failed test: {@code <class>.<method>.html}, with a number from the second page on. */
final class Pages {
    /** A parameter of Jupiter's configuration, with a folder. */
    static final String FOLDER = "parley.junit.pages";

    /** Pages of this run; those of earlier runs are replaced. */
    private static final Set<Path> WRITTEN = ConcurrentHashMap.newKeySet();

    private final String folder;
    private final String name;

    Pages(ExtensionContext context) {
        folder = context.getConfigurationParameter(FOLDER).orElseGet(Pages::defaultFolder);
        Class<?> test = context.getRequiredTestClass();
        String type = test.getName()
                .substring(
                        test.getPackageName().isEmpty()
                                ? 0
                                : test.getPackageName().length() + 1);
        name = type.replace('$', '.') + "." + context.getRequiredTestMethod().getName();
    }

    /**
     * The pages of a test.
     *
     * @param failure why the other pages are not written; empty: all are written
     */
    record Written(List<Path> pages, Optional<String> failure) {}

    Written write(List<RecordedDialogs.Dialog> dialogs) {
        List<Path> pages = new ArrayList<>();
        try {
            for (RecordedDialogs.Dialog dialog : dialogs) {
                Path directory = Path.of(folder);
                Files.createDirectories(directory);
                Path page = unused(directory);
                Files.write(page, dialog.page());
                pages.add(page);
            }
        } catch (IOException | InvalidPathException e) {
            return new Written(
                    pages,
                    Optional.of("the page cannot be written to the folder " + folder + ": " + e + "; set " + FOLDER
                            + " to another folder"));
        }
        return new Written(pages, Optional.empty());
    }

    /** Letters, digits, '.', '_', '-' and spaces are kept: a method of Kotlin may have characters that file systems reject. */
    static String fileName(String name, int number) {
        return name.replaceAll("[^\\p{L}\\p{M}\\p{N}._ -]", "_") + (number == 1 ? "" : "-" + number) + ".html";
    }

    private Path unused(Path directory) {
        for (int number = 1; ; number++) {
            Path page = resolve(directory, fileName(name, number));
            if (WRITTEN.add(page.toAbsolutePath())) {
                return page;
            }
        }
    }

    private static Path resolve(Path directory, String file) {
        try {
            return directory.resolve(file);
        } catch (InvalidPathException e) { // The encoding of file names, sun.jnu.encoding, may be ASCII.
            return directory.resolve(file.replaceAll("\\P{ASCII}", "_"));
        }
    }

    /** The folder of Maven, or of Gradle. */
    private static String defaultFolder() {
        boolean gradle = !Files.isDirectory(Path.of("target")) && Files.isDirectory(Path.of("build"));
        return Path.of(gradle ? "build" : "target", "parley").toString();
    }
}
