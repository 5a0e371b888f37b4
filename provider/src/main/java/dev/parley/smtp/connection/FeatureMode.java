package dev.parley.smtp.connection;

/** How far an extension that saves round trips is used. */
public enum FeatureMode {
    OFF,
    /** As far as every server that announces it is known to implement it. */
    AUTO,
    /** As far as the RFC allows. */
    EAGER
}
