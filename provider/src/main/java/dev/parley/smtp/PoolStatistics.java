package dev.parley.smtp;

/**
 * The state of a pool of connections at one moment. Two logins at a server have two pools with the same server.
 *
 * @param server host and port, or the path of a Unix domain socket
 * @param open the connections, including those that are being opened or closed
 * @param idle those of them that no transport uses
 * @param waiting the callers that wait for a connection
 * @param limit the most connections now: {@code mail.smtp.pool.size}, or fewer if the server accepts fewer; 0: no limit
 */
public record PoolStatistics(String server, int open, int idle, int waiting, int limit) {
    /** The connections that are not idle. */
    public int inUse() {
        return open - idle;
    }
}
