package dev.parley.settings;

/** Whose ways an application has come to depend on. */
public enum Compatibility {
    /** Angus Mail's, where they are not the better ones. */
    ANGUS,
    /** Nobody's. */
    NONE
}
