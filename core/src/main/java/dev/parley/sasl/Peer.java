package dev.parley.sasl;

/** Where the server of a connection is. */
public enum Peer {
    /** On this machine: its address is a loopback address or a Unix domain socket, and no proxy is between. */
    LOOPBACK,
    /** Anywhere else, or not known. */
    REMOTE
}
