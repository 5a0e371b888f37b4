package dev.parley.tls;

import dev.parley.settings.Endpoint;
import dev.parley.trace.TlsReport;
import dev.parley.trace.Verification;
import dev.parley.trace.Verification.Delegated;
import dev.parley.trace.Verification.Failed;
import dev.parley.trace.Verification.IssuerOnly;
import dev.parley.trace.Verification.NamedBy;
import dev.parley.trace.Verification.Skipped;
import dev.parley.trace.Verification.Verified;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Starts TLS on a connected socket; a {@link TlsException} has the reason when that fails.
 *
 * <ol>
 *   <li>choose what verifies the certificate: the application's factory, {@code ssl.trust}, or the trusted certificates;
 *   <li>the handshake; a resumed session keeps the {@link CertificateVerdict} of its first handshake;
 *   <li>the application's {@link CustomVerifier}, if any;
 *   <li>the report.
 * </ol>
 */
public final class TlsUpgrade {
    /**
     * The name of the first report in the values of a session. Only a session of {@link Contexts} keeps it: the
     * application's would keep the class loader of Parley.
     */
    private static final String REPORT = "dev.parley.tls.report";

    private final TlsSettings settings;
    private final String host;
    private final boolean strict;
    private final boolean checked;
    private final SSLSocketFactory factory;
    private final String delegate;

    /**
     * @param strict true: a certificate that cannot be verified fails the handshake. False: it is only reported, for a
     *     connection that would otherwise be without TLS
     */
    public TlsUpgrade(TlsSettings settings, String host, boolean strict) throws IOException {
        this.settings = settings;
        this.host = Endpoint.bare(host);
        CertificateSettings certificates = settings.trust().certificates();
        boolean mustVerify = certificates != null && certificates.requiresVerification();
        boolean trusted = settings.trust().includes(this.host);
        this.strict = strict || mustVerify;
        if (trusted && mustVerify) {
            throw new TlsException(certificates.property(settings.names()) + " cannot be used for " + this.host
                    + ", since " + settings.names().setting("ssl.trust")
                    + " accepts any certificate of it: remove one of the two");
        }
        try {
            if (settings.factory() != null) {
                factory = (SSLSocketFactory) settings.factory().factory();
                delegate = settings.factory().property();
                checked = false;
            } else if (!trusted && !hasRoots(certificates) && applicationReplacedDefault()) {
                if (certificates != null) {
                    throw new TlsException(certificates.property(settings.names())
                            + " cannot be used with the application's default SSLContext, which verifies certificates by its"
                            + " own rules: set " + settings.names().name("ssl.ca.file") + ", too");
                }
                factory = SSLContext.getDefault().getSocketFactory();
                delegate = "the application's default SSLContext";
                checked = false;
            } else {
                delegate = "";
                checked = !trusted;
                factory = Contexts.SHARED.of(key(), this.host, settings.names()).getSocketFactory();
            }
        } catch (GeneralSecurityException e) {
            throw new TlsException("TLS cannot be configured: " + e.getMessage(), e);
        } catch (TlsException e) {
            throw e;
        } catch (IOException e) { // A file, or the supplier of its password, cannot be used.
            throw new TlsException(e.getMessage(), e.getCause());
        }
    }

    private Contexts.Key key() {
        Contexts.Check check = strict ? Contexts.Check.STRICT : Contexts.Check.LENIENT;
        return new Contexts.Key(
                checked ? check : Contexts.Check.NONE,
                checksName(),
                settings.trust().hosts(),
                settings.algorithms(),
                Stores.current(settings.trust().certificates()));
    }

    private static boolean hasRoots(CertificateSettings certificates) {
        return certificates != null && !certificates.roots().isEmpty();
    }

    /**
     * Explains a failure after the handshake, where TLS is the reason: with TLS 1.3, a server rejects the certificate of a
     * client then.
     *
     * @return the failure itself where TLS is not the reason
     */
    public IOException explained(IOException failure) {
        TlsException explained =
                failure instanceof SSLException alert ? failure().afterHandshake(alert) : null;
        return explained == null ? failure : explained;
    }

    private HandshakeFailure failure() {
        return new HandshakeFailure(settings, host, delegate);
    }

    /** A TLS socket, the server's certificate and the report on both. */
    public record Secured(SSLSocket socket, X509Certificate certificate, TlsReport report) {}

    public Secured over(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, plain.getPort(), true);
        configure(socket);
        long start = System.nanoTime();
        try {
            socket.startHandshake();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            throw failure().of(e, socket, took);
        }
        SSLSession session = socket.getSession();
        X509Certificate peer = (X509Certificate) session.getPeerCertificates()[0];
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        runVerifier(session, peer);
        return new Secured(socket, peer, report(socket, session, peer, took));
    }

    /** A resumed session has the certificates of its first handshake, and keeps the texts on them with it. */
    private TlsReport report(SSLSocket socket, SSLSession session, X509Certificate peer, Duration took)
            throws IOException {
        Verification verification = verification(session, peer);
        if (!delegate.isEmpty()) {
            return report(socket, session, peer, CertificateVerdict.isResumed(session), verification, took);
        }
        if (session.getValue(REPORT) instanceof TlsReport first) {
            return new TlsReport(
                    session.getProtocol(),
                    session.getCipherSuite(),
                    true,
                    first.subject(),
                    first.names(),
                    first.issuer(),
                    first.expires(),
                    verification,
                    took,
                    first.details());
        }
        TlsReport first = report(socket, session, peer, false, verification, took);
        session.putValue(REPORT, first);
        return first;
    }

    private static TlsReport report(
            SSLSocket socket,
            SSLSession session,
            X509Certificate peer,
            boolean resumed,
            Verification verification,
            Duration took)
            throws IOException {
        CertificateSummary shown = CertificateSummary.of(peer);
        return new TlsReport(
                session.getProtocol(),
                session.getCipherSuite(),
                resumed,
                shown.subject(),
                shown.names(),
                shown.issuer(),
                shown.expires(),
                verification,
                took,
                Optional.of(CertificateDetails.of(socket)));
    }

    private void runVerifier(SSLSession session, X509Certificate peer) throws TlsException {
        CustomVerifier custom = settings.trust().verifier();
        if (custom == null) {
            return;
        }
        boolean accepted;
        try {
            accepted = custom.verifier().verify(host, session);
        } catch (RuntimeException e) {
            throw new TlsException("TLS with " + host + " failed: " + custom.property() + " threw " + e, e);
        }
        if (!accepted) {
            throw new TlsException("TLS with " + host + " failed: " + custom.property()
                    + " does not accept the server's certificate for this host: " + CertificateSummary.of(peer));
        }
    }

    private static boolean applicationReplacedDefault() throws GeneralSecurityException {
        return !SSLContext.getDefault().getProtocol().equals("Default");
    }

    private void configure(SSLSocket socket) throws TlsException {
        SSLParameters parameters = socket.getSSLParameters();
        if (checksName()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (settings.algorithms().restrictsProtocols()) {
            List<String> allowed = settings.algorithms().allowed(List.of(parameters.getProtocols()));
            if (allowed.isEmpty()) {
                throw new TlsException(settings.names().setting("ssl.minprotocol")
                        + " cannot be used: this JDK enables only " + String.join(", ", parameters.getProtocols()));
            }
            parameters.setProtocols(allowed.toArray(new String[0]));
        }
        if (!settings.algorithms().cipherSuites().isEmpty()) {
            parameters.setCipherSuites(settings.algorithms().cipherSuites().toArray(new String[0]));
        }
        try {
            socket.setSSLParameters(parameters);
        } catch (IllegalArgumentException e) {
            throw new TlsException(
                    settings.names().name("ssl.protocols") + " or "
                            + settings.names().name("ssl.ciphersuites") + " cannot be used: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Not set: the name is checked, except by a handshake that must not fail. There JSSE's check would fail it; the
     * check by {@link CertificateCheck} only reports a wrong name.
     */
    private boolean checksName() {
        return settings.trust().checkIdentity() == null
                ? checked || strict && !trustsAnyCertificate()
                : settings.trust().checkIdentity();
    }

    private boolean trustsAnyCertificate() {
        return settings.factory() == null && settings.trust().includes(host);
    }

    private Verification verification(SSLSession session, X509Certificate peer) throws TlsException {
        if (!delegate.isEmpty()) {
            return new Delegated(delegate, checksName() || settings.trust().verifier() != null);
        }
        if (!checked) {
            String self = peer.getSubjectX500Principal().equals(peer.getIssuerX500Principal())
                    ? " (the certificate is self-signed)"
                    : "";
            return new Skipped(settings.names().name("ssl.trust") + "="
                    + String.join(" ", settings.trust().hosts()) + self);
        }
        String problem = CertificateVerdict.of(session).problem();
        return problem == null ? trustedIssuer() : new Failed(problem);
    }

    private Verification trustedIssuer() {
        if (checksName()) {
            return new Verified();
        }
        return settings.trust().verifier() == null
                ? new IssuerOnly(settings.names().name("ssl.checkserveridentity") + "=false")
                : new NamedBy(settings.trust().verifier().property());
    }
}
