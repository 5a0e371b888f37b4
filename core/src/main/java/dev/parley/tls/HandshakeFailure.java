package dev.parley.tls;

import dev.parley.tls.TlsProblem.Cause;
import dev.parley.trace.Escaped;
import dev.parley.trace.TlsReport;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.Security;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * Explains why a TLS handshake failed. Certificates and types of exceptions decide; the text of an exception only where
 * JSSE has no type for it, as for alerts.
 */
final class HandshakeFailure {
    private static final String ALERT = "Received fatal alert: ";

    /** Alerts about the versions and algorithms that the client allows (RFC 8446 s6.2). */
    private static final Set<String> NEGOTIATION =
            Set.of("handshake_failure", "protocol_version", "insufficient_security");

    /** Alerts about the client's certificate, which a server that requires one also sends where there is none. */
    private static final Set<String> CLIENT_CERTIFICATE = Set.of(
            "certificate_required",
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca",
            "access_denied");

    private final TlsSettings settings;
    private final String host;

    /** What the application uses instead of Parley's SSLContext; empty: nothing. */
    private final String delegate;

    /** @param delegate what the application uses instead of Parley's SSLContext; empty: nothing */
    HandshakeFailure(TlsSettings settings, String host, String delegate) {
        this.settings = settings;
        this.host = host;
        this.delegate = delegate;
    }

    TlsException of(IOException failure, SSLSocket socket, Duration took) {
        DistrustException distrust = find(failure, DistrustException.class);
        List<TlsProblem> problems = distrust == null ? List.of(problem(failure)) : distrust.problems();
        List<String> facts = new ArrayList<>();
        TlsReport report = null;
        if (distrust != null) {
            facts.addAll(distrust.certificates().lines());
            report = distrust.certificates().report(TlsProblem.sentence(problems), took);
        }
        for (TlsProblem other : problems.subList(1, problems.size())) {
            facts.add("also: " + other.text());
        }
        boolean mustBeRenewed = TlsProblem.includeDate(problems);
        List<String> reasons = new ArrayList<>();
        for (TlsProblem problem : problems) {
            if (problem.cause().isDate() || !mustBeRenewed) {
                reasons.add(text(problem));
                addFacts(problem.cause(), distrust, socket, facts);
            }
        }
        return new TlsException(text(problems.get(0)), failure, reasons, facts, report);
    }

    /**
     * With TLS 1.3, a server rejects the certificate of a client, or that there is none, after the handshake.
     *
     * @return null: the failure is another one
     */
    TlsException afterHandshake(SSLException failure) {
        String alert = alert(failure);
        if (!CLIENT_CERTIFICATE.contains(alert)) {
            return null;
        }
        String reason = clientCertificate(alert).text();
        List<String> facts = delegate.isEmpty() ? List.of(clientKeys()) : List.of();
        return new TlsException(reason, failure, List.of(reason), facts, null);
    }

    private String text(TlsProblem problem) {
        return "TLS with " + host + " failed: " + problem.text();
    }

    private TlsProblem problem(IOException failure) {
        CertificateException refusal = find(failure, CertificateException.class);
        String message = String.valueOf(failure.getMessage());
        String alert = alert(failure);
        if (refusal != null) {
            return certificateProblem(refusal);
        } else if (message.contains("Unsupported or unrecognized SSL message")) {
            return new TlsProblem(Cause.CLEAR_TEXT, "the server replied in clear text to the TLS handshake");
        } else if (NEGOTIATION.contains(alert)) {
            return new TlsProblem(
                    Cause.NO_COMMON_ALGORITHM,
                    "the server accepts no TLS version or no cipher suite of this client (alert " + alert + ")");
        } else if (CLIENT_CERTIFICATE.contains(alert)) {
            return clientCertificate(alert);
        } else if (message.contains("No appropriate protocol")) {
            return new TlsProblem(
                    Cause.NO_COMMON_ALGORITHM, "no TLS version or no cipher suite of this client is enabled");
        } else if (message.contains("protocol version") || message.contains("algorithm constraints")) {
            return new TlsProblem(
                    Cause.NO_COMMON_ALGORITHM,
                    "the server uses a TLS version or an algorithm that is disabled here: " + Escaped.text(message));
        } else if (find(failure, EOFException.class) != null || find(failure, SocketException.class) != null) {
            return new TlsProblem(Cause.CLOSED, "the server closed the connection during the TLS handshake");
        }
        return new TlsProblem(
                Cause.OTHER,
                alert.isEmpty() ? Escaped.text(message) : "the server ended the handshake with the alert " + alert);
    }

    /** The chain is not known: JSSE compared the name, or the application's own trust manager decided. */
    private TlsProblem certificateProblem(CertificateException refusal) {
        String reason = Escaped.text(CertificateProblems.reason(refusal));
        if (CertificateProblems.hasReason(refusal, BasicReason.EXPIRED)
                || find(refusal, CertificateExpiredException.class) != null) {
            return new TlsProblem(Cause.EXPIRED, "the server's certificate has expired (" + reason + ")");
        } else if (CertificateProblems.hasReason(refusal, BasicReason.NOT_YET_VALID)
                || find(refusal, CertificateNotYetValidException.class) != null) {
            return new TlsProblem(Cause.NOT_YET_VALID, "the server's certificate is not valid yet (" + reason + ")");
        } else if (find(refusal, CertPathBuilderException.class) != null && !delegate.isEmpty()) {
            return new TlsProblem(
                    Cause.OTHER_CERTIFICATE, delegate + " does not trust the issuer of the server's certificate");
        } else if (CertificateProblems.isWeak(refusal)) {
            return new TlsProblem(
                    Cause.WEAK_ALGORITHM,
                    "the server's certificate uses an algorithm that this JDK disables: " + reason);
        } else if (reason.contains("No subject alternative") || reason.contains("No name matching")) {
            return new TlsProblem(
                    Cause.WRONG_NAME, "the server's certificate does not name " + host + " (" + reason + ")");
        }
        return new TlsProblem(Cause.OTHER_CERTIFICATE, "the server's certificate is not accepted: " + reason + by());
    }

    private String by() {
        return delegate.isEmpty() ? "" : " (by " + delegate + ")";
    }

    private TlsProblem clientCertificate(String alert) {
        String what = client() == null && JdkStores.keyStore().isEmpty()
                ? "the server requires a certificate of this client"
                : "the server does not accept the certificate of this client";
        return new TlsProblem(Cause.CLIENT_CERTIFICATE, what + " (alert " + alert + ")");
    }

    /** Null: none. */
    private CertificateSettings.Client client() {
        CertificateSettings own = settings.trust().certificates();
        return own == null ? null : own.client();
    }

    private String clientKeys() {
        if (client() != null) {
            return "client certificate: " + Escaped.text(client().certificate()) + " ("
                    + settings.names().name("ssl.cert.file") + ")";
        }
        String file = JdkStores.keyStore();
        return "key store: " + (file.isEmpty() ? "none (javax.net.ssl.keyStore is not set)" : file);
    }

    private String trustStore() {
        CertificateSettings own = settings.trust().certificates();
        return own == null || own.roots().isEmpty()
                ? JdkStores.trustStore()
                : Escaped.text(String.join(", ", own.roots())) + " ("
                        + settings.names().name("ssl.ca.file") + ")";
    }

    private void addPins(List<X509Certificate> chain, List<String> facts) {
        for (int i = 0; i < chain.size(); i++) {
            facts.add("pin of certificate " + (i + 1) + ": sha256/" + Pins.of(chain.get(i)));
        }
        facts.add(settings.names().setting("ssl.pin"));
    }

    private void addFacts(Cause cause, DistrustException distrust, SSLSocket socket, List<String> facts) {
        if (cause.isTrust() && delegate.isEmpty()) {
            facts.add("trust store: " + trustStore());
        }
        if (cause == Cause.SELF_SIGNED) {
            facts.add("fingerprint (SHA-256): " + distrust.certificates().fingerprint());
        }
        if (cause == Cause.PIN_MISMATCH) {
            addPins(distrust.certificates().chain(), facts);
        } else if (cause == Cause.INCOMPLETE_CHAIN) {
            String location = distrust.certificates().issuerLocation();
            if (!location.isEmpty()) {
                facts.add("the issuer's certificate for the server: " + location);
            }
        } else if (cause == Cause.NO_COMMON_ALGORITHM) {
            facts.add("this client allows " + String.join(", ", socket.getEnabledProtocols()) + "; "
                    + settings.names().setting("ssl.protocols") + ", "
                    + settings.names().setting("ssl.ciphersuites")
                    + (settings.algorithms().minimum() == null
                            ? ""
                            : ", " + settings.names().setting("ssl.minprotocol")));
            addDisabled(facts);
        } else if (cause == Cause.CLIENT_CERTIFICATE && delegate.isEmpty()) {
            facts.add(clientKeys());
        }
        for (String suffix : cause.properties()) {
            addOtherProtocol(suffix, facts);
        }
    }

    /** The versions that a property allows, and the JDK does not. */
    private void addDisabled(List<String> facts) {
        List<String> disabled = List.of(String.valueOf(Security.getProperty("jdk.tls.disabledAlgorithms"))
                .split(",\\s*"));
        List<String> both = new ArrayList<>(settings.algorithms().protocols());
        both.retainAll(disabled);
        if (!both.isEmpty()) {
            facts.add("jdk.tls.disabledAlgorithms (java.security) disables " + String.join(", ", both));
        }
    }

    /** The user may have set the property of another protocol, which this connection does not read. */
    private void addOtherProtocol(String suffix, List<String> facts) {
        String own = settings.names().name(suffix);
        if (settings.names().isSet(suffix)) {
            return;
        }
        for (Map.Entry<String, Object> each : new TreeMap<>(settings.names().all()).entrySet()) {
            String name = each.getKey();
            if (name.startsWith("mail.") && name.endsWith("." + suffix) && name.length() >= suffix.length() + 5) {
                facts.add(name + "=" + Escaped.text(String.valueOf(each.getValue()))
                        + " does not apply to this connection, which reads " + own + " (not set)");
            }
        }
    }

    /** The alert that the server sent; empty: none. */
    private static String alert(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        int start = message.indexOf(ALERT);
        return failure instanceof SSLException && start >= 0
                ? message.substring(start + ALERT.length()).strip()
                : "";
    }

    private static <E extends Throwable> E find(Throwable failure, Class<E> type) {
        for (Throwable next = failure; next != null; next = next.getCause()) {
            if (type.isInstance(next)) {
                return type.cast(next);
            }
        }
        return null;
    }
}
