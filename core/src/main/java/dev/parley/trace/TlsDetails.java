package dev.parley.trace;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The facts of a TLS session that {@code openssl s_client} prints without {@code -brief}.
 *
 * @param chain the certificates in the order in which the server sent them, its own first
 * @param begins when the server's certificate becomes valid
 * @param key the kind of its public key, and where it matters the size in bits: {@code RSA 2048}
 * @param sha256 the fingerprint of the server's certificate, octets in hex separated by colons
 * @param alpn the application protocol, where one was negotiated (RFC 7301)
 */
public record TlsDetails(List<Certificate> chain, Instant begins, String key, String sha256, Optional<String> alpn) {
    /** The names of a certificate. */
    public record Certificate(String subject, String issuer) {}

    TlsDetails rewritten(EventRewriter to) {
        List<Certificate> rewritten = new ArrayList<>();
        for (Certificate each : chain) {
            rewritten.add(new Certificate(to.text(each.subject), to.text(each.issuer)));
        }
        return new TlsDetails(List.copyOf(rewritten), begins, key, sha256, alpn);
    }

    void writeTo(EventFields fields) throws IOException {
        fields.text("notBefore", begins.toString());
        fields.text("key", key);
        fields.text("sha256", sha256);
        fields.text("alpn", alpn);
        fields.texts("chain", chain.stream().map(Certificate::subject).toList());
        fields.texts("issuers", chain.stream().map(Certificate::issuer).toList());
    }
}
