package dev.parley.junit;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The dialogs of a failed test, suppressed in its failure, so that every report of a failure has them. */
final class DialogReport extends Throwable {
    private static final long serialVersionUID = 1L;

    private final String text;

    DialogReport(List<String> sections, List<Path> pages) {
        super(null, null, false, false);
        text = text(sections, pages);
    }

    @Override
    public String getMessage() {
        return text;
    }

    /** As {@code printStackTrace} prints it. */
    @Override
    public String toString() {
        return text;
    }

    private static String text(List<String> sections, List<Path> pages) {
        String heading = pages.isEmpty()
                ? "the dialog:"
                : pages.stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(", ", "the dialog, as a page in ", ":"));
        return sections.stream().map(String::stripTrailing).collect(Collectors.joining("\n\n", heading + "\n", "\n"));
    }
}
