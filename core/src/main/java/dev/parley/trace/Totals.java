package dev.parley.trace;

import java.time.Duration;

/**
 * The totals of a connection.
 *
 * @param commands command lines sent
 * @param groups writes that carried commands (RFC 2920); without pipelining as many as commands
 * @param turnarounds how often the client stopped sending to wait for the server
 * @param sent octets of commands and content, without TLS
 * @param received octets of replies, without TLS
 * @param waited for replies, together
 */
public record Totals(int commands, int groups, int turnarounds, long sent, long received, Duration waited) {
    Totals rewritten(EventRewriter to) {
        return new Totals(commands, groups, turnarounds, sent, received, to.took(waited));
    }
}
