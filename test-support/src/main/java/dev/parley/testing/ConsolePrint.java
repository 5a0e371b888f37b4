package dev.parley.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What {@code printStackTrace} prints of an exception, without the lines of the stack. */
public final class ConsolePrint {
    private static final Pattern STACK = Pattern.compile("\\s+(at .*|\\.\\.\\. \\d+ (more|common frames.*))");

    private ConsolePrint() {}

    public static List<String> of(Throwable failure) {
        StringWriter printed = new StringWriter();
        failure.printStackTrace(new PrintWriter(printed));
        List<String> lines = new ArrayList<>();
        printed.toString()
                .lines()
                .filter(line -> !STACK.matcher(line).matches())
                .forEach(lines::add);
        return lines;
    }
}
