package dev.parley.net;

/** A connection that another thread can end at once, without the closing handshake of TLS. */
public interface Abortable {
    void abort();
}
