package dev.parley.smtp.dialog;

import dev.parley.settings.MailProperties;
import java.util.Locale;
import java.util.Optional;

/** Whose ways an application has come to depend on. */
public enum Compatibility {
    /** Nobody's. */
    NONE,
    /** Angus Mail's, where they are not the better ones. */
    ANGUS;

    /** @throws IllegalArgumentException naming the property, when it is neither */
    public static Compatibility from(MailProperties properties) {
        Optional<String> word = properties.text("compatibility").map(text -> text.toLowerCase(Locale.ROOT));
        if (word.isEmpty() || word.get().equals("none")) {
            return NONE;
        } else if (word.get().equals("angus")) {
            return ANGUS;
        }
        throw new IllegalArgumentException(
                properties.name("compatibility") + "=" + word.get() + " is none of angus, none");
    }
}
