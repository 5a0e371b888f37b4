package dev.parley.trace;

import java.util.Locale;

/** The subject of a decision or warning. */
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
