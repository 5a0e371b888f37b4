package dev.parley.bench.server;

/**
 * What a server has seen.
 *
 * @param turnarounds how often a client waited for the server: it got a reply, and had sent nothing since what caused it.
 *     The greeting is one; a reply to QUIT is one if it is waited for
 * @param inFlight the most commands that came without the client having waited
 * @param octets that came, with TLS those on the wire
 */
public record Counts(int connections, int turnarounds, int commands, int inFlight, int messages, long octets) {}
