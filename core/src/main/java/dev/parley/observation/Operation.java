package dev.parley.observation;

/**
 * An operation with a mail server. It contains no address, user name or text of a message.
 *
 * @param kind what is done
 * @param command the name of a ManageSieve command in lower case ({@code putscript}) for {@link Kind#SCRIPT}; otherwise empty
 * @param protocol as in the names of the properties: smtp, smtps, lmtp, sieve, sieves
 * @param host of the server, or the path of a Unix domain socket
 * @param port 0: a Unix domain socket
 */
public record Operation(Kind kind, String command, String protocol, String host, int port) {
    /** The kinds of operations. */
    public enum Kind {
        /**
         * A connection to one server is established: network, TLS, greeting, EHLO and login. An idle connection that is
         * used again is not established.
         */
        CONNECT,
        /** The login within a {@link #CONNECT}, with one mechanism after another. */
        LOGIN,
        /** One message is sent to all its recipients, from its rendering to the last reply. */
        SEND,
        /** A command about Sieve scripts (RFC 5804). */
        SCRIPT
    }
}
