package dev.parley.trace;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code openssl s_client} tells beyond its brief.
 *
 * @param chain the certificates as the server sent them, its own first
 * @param begins when its own certificate becomes valid
 * @param key the kind of its public key, and the size in bits where that says something: {@code RSA 2048}
 * @param sha256 the fingerprint of its own certificate, octets in hex between colons
 * @param alpn the application protocol, where one was agreed on (RFC 7301)
 */
public record TlsDetails(List<Certificate> chain, Instant begins, String key, String sha256, Optional<String> alpn) {
    /** Who is certified by whom. */
    public record Certificate(String subject, String issuer) {}
}
