package dev.parley.smtp.dialog;

import dev.parley.settings.MailProperties;
import java.util.Arrays;
import java.util.Locale;

/** How much of what a server offers is made use of, to save waiting. */
public enum Haste {
    OFF,
    /** As far as every server that offers it is known to do it well. */
    AUTO,
    /** As far as the RFC goes. */
    EAGER;

    /** @throws IllegalArgumentException naming the property, where it holds another word */
    public static Haste from(MailProperties properties, String suffix) {
        String word = properties.text(suffix).orElse("auto").strip();
        return Arrays.stream(values())
                .filter(haste -> haste.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(properties.name(suffix) + "=" + word + " is none of " + words()));
    }

    private static String words() {
        return String.join(
                ", ",
                Arrays.stream(values())
                        .map(h -> h.name().toLowerCase(Locale.ROOT))
                        .toList());
    }
}
