package dev.parley.sasl;

/** Where the server of a connection is: it decides whether a password may be sent in clear. */
public enum ServerLocation {
    /** On this machine: its address is a loopback address or a Unix domain socket, and there is no proxy. */
    LOOPBACK,
    /** On another machine, or not known. */
    REMOTE
}
