package dev.parley.trace;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A TLS session, or a handshake that failed because of the certificate, with the facts that {@code openssl s_client
 * -brief} prints.
 *
 * @param resumed whether the session of an earlier connection is resumed; certificate and verification are then those of
 *     the earlier connection
 * @param names the DNS names and IP addresses of the certificate's subjectAltName
 * @param details further facts, where {@code mail.<protocol>.trace.tls=full} requests them
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

    TlsReport rewritten(EventRewriter to) {
        return new TlsReport(
                protocol,
                cipher,
                resumed,
                to.text(subject),
                to.texts(names),
                to.text(issuer),
                expires,
                verification.rewritten(to),
                to.took(handshake),
                details.isPresent() && to.keepsTlsDetails()
                        ? Optional.of(details.get().rewritten(to))
                        : Optional.empty());
    }

    void writeTo(EventFields fields) throws IOException {
        fields.micros("us", handshake);
        fields.text("version", protocol);
        fields.text("cipher", cipher);
        fields.flag("resumed", resumed);
        fields.text("subject", subject);
        fields.texts("san", names);
        fields.text("issuer", issuer);
        fields.text("notAfter", expires.toString());
        verification.writeTo(fields);
        fields.flag("identity", verification.identityProven());
        if (details.isPresent()) {
            details.get().writeTo(fields);
        }
    }
}
