package dev.parley.registration;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The tables of docs/registration.md; the text around them is written by hand. */
final class Page {
    private Page() {}

    /** The page with its tables replaced by what was measured. */
    static String with(String page, Matrix matrix) {
        String text = replace(page, "class path", matrix.classPath());
        text = replace(text, "module path", matrix.modulePath());
        return replace(text, "server", matrix.server());
    }

    private static String replace(String page, String name, List<Measurement> rows) {
        String begin = "<!-- measured: " + name + " -->\n";
        int from = page.indexOf(begin) + begin.length();
        return page.substring(0, from) + table(rows) + page.substring(page.indexOf("<!-- end -->", from));
    }

    private static String table(List<Measurement> measurements) {
        StringBuilder table = new StringBuilder(row("Jakarta Mail", "layout", question -> question.heading));
        table.append(row("---", "---", question -> "---"));
        measurements.stream()
                .collect(groupingBy(each -> row(each.version().name(), "%s", each::who), LinkedHashMap::new, toList()))
                .forEach((row, alike) -> table.append(row.formatted(layouts(alike))));
        return table.toString();
    }

    private static String layouts(List<Measurement> alike) {
        return alike.stream().map(each -> each.layout().title).collect(joining("; "));
    }

    private static String row(String version, String layout, Function<Question, String> cell) {
        return Stream.of(Question.values())
                .map(cell)
                .collect(joining(" | ", "| " + version + " | " + layout + " | ", " |\n"));
    }
}
