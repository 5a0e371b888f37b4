package dev.parley.testing;

import java.util.regex.Pattern;

/** The names of temporary scripts on a ManageSieve server, which end in 16 random digits. */
public final class TemporaryNames {
    private static final Pattern NAME = Pattern.compile("(parley-(?:new|replace)-)[0-9a-f]{16}");

    private TemporaryNames() {}

    /** The text with {@code [random]} instead of the digits. */
    public static String masked(String text) {
        return NAME.matcher(text).replaceAll("$1[random]");
    }
}
