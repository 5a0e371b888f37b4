package dev.parley.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The facts of a TLS session, as {@code openssl s_client -brief} gives them.
 *
 * @param resumed whether an earlier connection's session goes on: certificate and verification are what was shown and
 *     found then
 * @param names the DNS names and IP addresses of the certificate's subjectAltName
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
        Duration handshake) {}
