package dev.parley.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The facts of a TLS session, as {@code openssl s_client -brief} gives them.
 *
 * @param resumed whether an earlier connection's session goes on: certificate and verification are what was shown and
 *     found then
 * @param names the DNS names and IP addresses of the certificate's subjectAltName
 * @param details what else is known, where {@code mail.<protocol>.trace.tls=full} asks for it
 */
public record TlsReport(
        String protocol,
        String cipher,
        boolean resumed,
        String subject,
        List<String> names,
        String issuer,
        Instant expires,
        Verification verification,
        Duration handshake,
        Optional<TlsDetails> details) {
    TlsReport withoutDetails() {
        return new TlsReport(
                protocol, cipher, resumed, subject, names, issuer, expires, verification, handshake, Optional.empty());
    }
}
