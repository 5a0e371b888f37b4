package dev.parley.sasl;

/**
 * Who logs in.
 *
 * @param authorization the identity to act as, empty for the user's own (RFC 4616 s2)
 */
public record Credentials(String authorization, String user, Secret password) {
    public Credentials(String user, String password) {
        this("", user, Secret.of(password));
    }
}
