package dev.parley.replay.sieve;

import java.nio.charset.StandardCharsets;

/** The account of the server, for SASL PLAIN (RFC 4616). */
record PlainAccount(String user, String password) {

    /** Accepts the user as the authorization identity, or none. */
    boolean accepts(byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        String login = "\0" + user + "\0" + password;
        return text.equals(login) || text.equals(user + login);
    }
}
