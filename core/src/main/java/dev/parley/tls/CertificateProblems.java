package dev.parley.tls;

import dev.parley.trace.Escaped;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * Finds what is wrong with certificates that the JDK has rejected. The JDK reports the first reason that it finds, and an
 * expired certificate of an unknown issuer only as unknown. For messages; the JDK alone decides what is accepted.
 */
final class CertificateProblems {
    private final X509Certificate[] chain;
    private final X509Certificate[] anchors;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final List<TlsProblem> problems = new ArrayList<>();

    private CertificateProblems(X509Certificate[] chain, X509Certificate[] anchors) {
        this.chain = chain;
        this.anchors = anchors;
    }

    /**
     * The problems, the most important first; at least one.
     *
     * @param chain as the server sent it
     * @param anchors the certificates of the trust store
     * @param host that the certificate must name; null: any
     * @param trusted whether the JDK accepts the chain for another name
     * @param refusal why the JDK rejects it
     */
    static List<TlsProblem> of(
            X509Certificate[] chain,
            X509Certificate[] anchors,
            String host,
            boolean trusted,
            CertificateException refusal) {
        CertificateProblems found = new CertificateProblems(chain, anchors);
        if (!trusted) {
            found.checkChain();
        }
        boolean weak = isWeak(refusal);
        if (weak) {
            found.add(
                    TlsProblem.Cause.WEAK_ALGORITHM,
                    "the server's certificate uses an algorithm that this JDK disables: "
                            + Escaped.text(reason(refusal)));
        }
        if (host != null && (trusted && !weak || !CertificateNames.include(chain[0], host))) {
            found.add(TlsProblem.Cause.WRONG_NAME, wrongName(chain[0], host));
        }
        if (found.problems.isEmpty()) {
            found.add(
                    TlsProblem.Cause.OTHER_CERTIFICATE,
                    "the server's certificate is not accepted: " + Escaped.text(reason(refusal)));
        }
        return List.copyOf(found.problems);
    }

    /** Whether the JDK does not accept an algorithm or a key size ({@code jdk.certpath.disabledAlgorithms}). */
    static boolean isWeak(Throwable refusal) {
        return hasReason(refusal, BasicReason.ALGORITHM_CONSTRAINED);
    }

    static boolean hasReason(Throwable refusal, BasicReason reason) {
        for (Throwable next = refusal; next != null; next = next.getCause()) {
            if (next instanceof CertPathValidatorException invalid && invalid.getReason() == reason) {
                return true;
            }
        }
        return false;
    }

    private static String wrongName(X509Certificate own, String host) {
        CertificateSummary summary = CertificateSummary.of(own);
        String names = summary.names().isEmpty()
                ? "only the subject " + Escaped.text(summary.subject())
                : summary.firstNames();
        return "the server's certificate names " + names + ", not " + host;
    }

    /** The message of a check with its innermost cause: without it, an expired certificate is only "validity check failed". */
    static String reason(CertificateException refusal) {
        String message = String.valueOf(refusal.getMessage());
        Throwable innermost = refusal;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String cause = innermost.getMessage() == null ? "" : innermost.getMessage();
        return message.contains(cause) ? message : message + ": " + cause;
    }

    private void add(TlsProblem.Cause cause, String text) {
        problems.add(new TlsProblem(cause, text));
    }

    private void checkChain() {
        X509Certificate last = chain[0];
        List<X509Certificate> path = new ArrayList<>(List.of(last));
        while (!isAnchored(last)) {
            X509Certificate issuer = issuerSent(last);
            if (issuer == null || path.contains(issuer)) {
                break;
            }
            last = issuer;
            path.add(issuer);
        }
        path.forEach(this::checkDates);
        if (anchors.length == 0) {
            add(TlsProblem.Cause.EMPTY_TRUST_STORE, "the trust store contains no certificate");
        } else if (!isAnchored(last)) {
            addUntrusted(last);
        }
    }

    /** @param last where the path ends, outside the trust store */
    private void addUntrusted(X509Certificate last) {
        boolean selfSigned = isIssuedBy(last, last);
        boolean own = last.equals(chain[0]);
        String issuer = name(last.getIssuerX500Principal());
        String other = isKnownByName(last.getIssuerX500Principal())
                ? "; it contains another certificate with this name, which may be an older one"
                : "";
        if (own && selfSigned) {
            add(
                    TlsProblem.Cause.SELF_SIGNED,
                    "the server's certificate is self-signed and not in the trust store" + other);
        } else if (!selfSigned) {
            add(
                    TlsProblem.Cause.INCOMPLETE_CHAIN,
                    "the server did not send the certificate of the issuer " + issuer
                            + ", and the trust store does not contain it" + other);
        } else {
            add(
                    TlsProblem.Cause.UNKNOWN_ROOT,
                    "the trust store does not contain the root " + issuer + " of the server's certificate" + other);
        }
    }

    private void checkDates(X509Certificate certificate) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        String which = certificate.equals(chain[0])
                ? "the server's certificate"
                : "the certificate " + name(certificate.getSubjectX500Principal()) + ", which issued the server's,";
        if (end.isBefore(now)) {
            add(TlsProblem.Cause.EXPIRED, which + " expired on " + end + ", and this machine's clock is " + now);
        } else if (begin.isAfter(now)) {
            add(
                    TlsProblem.Cause.NOT_YET_VALID,
                    which + " is not valid before " + begin + ", and this machine's clock is " + now);
        }
    }

    private boolean isAnchored(X509Certificate certificate) {
        for (X509Certificate anchor : anchors) {
            if (anchor.equals(certificate) || isIssuedBy(certificate, anchor)) {
                return true;
            }
        }
        return false;
    }

    private boolean isKnownByName(X500Principal name) {
        for (X509Certificate anchor : anchors) {
            if (anchor.getSubjectX500Principal().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** Null: the server did not send it. */
    private X509Certificate issuerSent(X509Certificate certificate) {
        for (X509Certificate sent : chain) {
            if (isIssuedBy(certificate, sent)) {
                return sent;
            }
        }
        return null;
    }

    private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String name(X500Principal principal) {
        return Escaped.text(CertificateSummary.name(principal));
    }
}
