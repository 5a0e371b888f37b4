package dev.parley.trace;

import java.util.Locale;

/** What a decision of the dialog is about. */
public enum Topic {
    ROUTE,
    HELLO,
    TLS,
    AUTH,
    PIPELINING,
    BODY,
    UTF8,
    RECIPIENTS,
    REUSE,
    RESYNC,
    CREATE,
    SETTINGS,
    TRACE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
