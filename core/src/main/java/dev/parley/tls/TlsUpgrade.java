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
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connected socket becomes a TLS socket, or a {@link TlsException} says why not.
 *
 * <ol>
 *   <li>who decides on the certificate: the application's own factory, {@code ssl.trust}, or the JVM's trust store;
 *   <li>the handshake; a session that is resumed keeps the {@link Verdict} of its first one;
 *   <li>the application's own check of the name, where there is one;
 *   <li>the report.
 * </ol>
 */
public final class TlsUpgrade {
    private final TlsSettings settings;
    private final String host;
    private final boolean strict;
    private final boolean checked;
    private final SSLSocketFactory factory;
    private final String delegate;

    /**
     * @param strict true: a certificate that cannot be verified ends the handshake. False: it is reported, for a link
     *     that would otherwise be in clear
     */
    public TlsUpgrade(TlsSettings settings, String host, boolean strict) throws IOException {
        this.settings = settings;
        this.host = Endpoint.bare(host);
        this.strict = strict;
        try {
            if (settings.factory().isPresent()) {
                factory = (SSLSocketFactory) settings.factory().get().factory();
                delegate = settings.factory().get().property();
                checked = false;
            } else if (!settings.trusts(this.host) && applicationReplacedDefault()) {
                factory = SSLContext.getDefault().getSocketFactory();
                delegate = "the application's default SSLContext";
                checked = false;
            } else {
                delegate = "";
                checked = !settings.trusts(this.host);
                factory = Contexts.SHARED.of(decision()).getSocketFactory();
            }
        } catch (GeneralSecurityException e) {
            throw new TlsException("TLS cannot be prepared: " + e.getMessage(), e);
        }
    }

    private Contexts.Decision decision() {
        Contexts.Judge judge = strict ? Contexts.Judge.STRICT : Contexts.Judge.LENIENT;
        return new Contexts.Decision(
                checked ? judge : Contexts.Judge.NOBODY,
                checksName(),
                settings.trust(),
                settings.protocols(),
                settings.cipherSuites(),
                JdkStores.current());
    }

    /** A TLS socket, the certificate that the server showed, and what is known of both. */
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
            throw new TlsException(explain(e), e);
        }
        SSLSession session = socket.getSession();
        X509Certificate peer = (X509Certificate) session.getPeerCertificates()[0];
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        askVerifier(session, peer);
        return new Secured(socket, peer, report(socket, session, peer, took));
    }

    private TlsReport report(SSLSocket socket, SSLSession session, X509Certificate peer, Duration took)
            throws IOException {
        Peer shown = Peer.of(peer);
        return new TlsReport(
                session.getProtocol(),
                session.getCipherSuite(),
                Verdict.isResumed(session),
                shown.subject(),
                shown.names(),
                shown.issuer(),
                shown.expires(),
                verification(session, peer),
                took,
                Optional.of(PeerDetails.of(socket)));
    }

    private void askVerifier(SSLSession session, X509Certificate peer) throws TlsException {
        if (settings.verifier().isEmpty()) {
            return;
        }
        CustomVerifier given = settings.verifier().get();
        boolean accepted;
        try {
            accepted = given.verifier().verify(host, session);
        } catch (RuntimeException e) {
            throw new TlsException("TLS with " + host + " failed: " + given.property() + " threw " + e, e);
        }
        if (!accepted) {
            throw new TlsException("TLS with " + host + " failed: " + given.property()
                    + " does not accept the server's certificate for this host: " + Peer.of(peer));
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
        if (!settings.protocols().isEmpty()) {
            parameters.setProtocols(settings.protocols().toArray(String[]::new));
        }
        if (!settings.cipherSuites().isEmpty()) {
            parameters.setCipherSuites(settings.cipherSuites().toArray(String[]::new));
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

    /** Only our own check can see a wrong name and go on: nobody else is asked about it where none may refuse. */
    private boolean checksName() {
        boolean unset = checked || strict && !trustedAsItIs();
        return settings.checkIdentity().orElse(unset);
    }

    private boolean trustedAsItIs() {
        return settings.factory().isEmpty() && settings.trusts(host);
    }

    private Verification verification(SSLSession session, X509Certificate peer) throws TlsException {
        if (!delegate.isEmpty()) {
            return new Delegated(delegate, checksName() || settings.verifier().isPresent());
        }
        if (!checked) {
            String self = peer.getSubjectX500Principal().equals(peer.getIssuerX500Principal())
                    ? " (the certificate is self-signed)"
                    : "";
            return new Skipped(settings.names().name("ssl.trust") + "=" + String.join(" ", settings.trust()) + self);
        }
        return Verdict.of(session).problem().<Verification>map(Failed::new).orElseGet(this::trustedIssuer);
    }

    private Verification trustedIssuer() {
        if (checksName()) {
            return new Verified();
        }
        return settings.verifier()
                .<Verification>map(given -> new NamedBy(given.property()))
                .orElseGet(() -> new IssuerOnly(settings.names().name("ssl.checkserveridentity") + "=false"));
    }

    private String explain(IOException failure) {
        StringBuilder text = new StringBuilder("TLS with ").append(host).append(" failed: ");
        text.append(reason(failure));
        if (failure.getCause() instanceof DistrustException refused) {
            text.append("; the server's certificate: ").append(Peer.of(refused.peer()));
        }
        return text.append("; see ").append(property(failure)).toString();
    }

    /** What the certificate's check said, where it was that: newer JDKs put an alert's name before it. */
    private static String reason(IOException failure) {
        return failure.getCause() instanceof CertificateException refused ? refused.getMessage() : failure.getMessage();
    }

    private String property(IOException failure) {
        boolean anyIssuer = trustedAsItIs() && failure.getCause() instanceof CertificateException;
        boolean onlyName = failure.getCause() instanceof DistrustException refused && refused.chainTrusted();
        if (anyIssuer || onlyName) {
            return settings.names().name("ssl.checkserveridentity");
        }
        if (failure.getCause() instanceof DistrustException) {
            return settings.names().name("ssl.trust") + " or the JVM's trust store";
        }
        if (!delegate.isEmpty()) {
            return delegate;
        }
        if (String.valueOf(failure.getMessage()).contains("Unsupported or unrecognized SSL message")) {
            return settings.names().name("ssl.enable") + ": the server does not speak TLS from the first octet";
        }
        return settings.names().name("ssl.protocols") + " and "
                + settings.names().name("ssl.ciphersuites");
    }
}
