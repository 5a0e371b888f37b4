package dev.parley.testing;

import java.util.regex.Pattern;

/** The message of an exception without the lines of advice: they begin with two spaces. */
public final class Headline {
    private static final Pattern ADVICE =
            Pattern.compile("(?<=\n) {2}reply of .*(\n {2,}.*)*|(\n(?! {2}reply of) {2,}.*)+");

    private Headline() {}

    public static String of(Throwable failure) {
        return ADVICE.matcher(String.valueOf(failure.getMessage())).replaceAll("");
    }
}
