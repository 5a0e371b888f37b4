package dev.parley.smtp.connection;

/** How much of what a server offers is made use of, to save waiting. */
public enum Haste {
    OFF,
    /** As far as every server that offers it is known to do it well. */
    AUTO,
    /** As far as the RFC goes. */
    EAGER
}
