package dev.parley.settings;

/** The behaviour that an application may depend on where Parley's own differs. */
public enum Compatibility {
    /** Angus Mail's, also where Parley's is safer. */
    ANGUS,
    /** Parley's own. */
    NONE
}
