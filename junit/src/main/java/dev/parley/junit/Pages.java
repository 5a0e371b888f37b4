package dev.parley.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Writes the HTML pages of a failed test: {@code <class>.<method>.html}, with a number from the second page on. */
final class Pages {
    /** A parameter of Jupiter's configuration, with a folder. */
    static final String FOLDER = "parley.junit.pages";

    /** Pages of this run; those of earlier runs are replaced. */
    private static final Set<Path> WRITTEN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final String name;

    Pages(ExtensionContext context) {
        folder = context.getConfigurationParameter(FOLDER).map(Path::of).orElseGet(Pages::defaultFolder);
        Class<?> test = context.getRequiredTestClass();
        String type = test.getName()
                .substring(
                        test.getPackageName().isEmpty()
                                ? 0
                                : test.getPackageName().length() + 1);
        name = type.replace('$', '.') + "." + context.getRequiredTestMethod().getName();
    }

    List<Path> write(List<RecordedDialogs.Dialog> dialogs) {
        List<Path> pages = new ArrayList<>();
        try {
            for (RecordedDialogs.Dialog dialog : dialogs) {
                Files.createDirectories(folder);
                Path page = unused();
                Files.write(page, dialog.page());
                pages.add(page);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the page of the dialog cannot be written to " + folder + ": " + e + "; check " + FOLDER, e);
        }
        return pages;
    }

    private Path unused() {
        for (int number = 1; ; number++) {
            Path page = folder.resolve(name + (number == 1 ? "" : "-" + number) + ".html");
            if (WRITTEN.add(page.toAbsolutePath())) {
                return page;
            }
        }
    }

    /** The folder of Maven, or of Gradle. */
    private static Path defaultFolder() {
        boolean gradle = !Files.isDirectory(Path.of("target")) && Files.isDirectory(Path.of("build"));
        return Path.of(gradle ? "build" : "target", "parley");
    }
}
