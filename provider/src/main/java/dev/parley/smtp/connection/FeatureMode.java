package dev.parley.smtp.connection;

/** How far an extension of the server is used to save round trips. */
public enum FeatureMode {
    OFF,
    /** As far as every server that offers it is known to do it well. */
    AUTO,
    /** As far as the RFC goes. */
    EAGER
}
