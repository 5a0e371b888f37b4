package dev.parley.sasl;

import com.ongres.scram.common.util.TlsServerEndpoint;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;

/**
 * The channel binding of a TLS connection (RFC 5056): data that ties a login to it. A relay between client and server has
 * other data on each side.
 *
 * <p>tls-exporter is preferred: it differs for each connection, and a server that announces -PLUS over TLS 1.3 must support
 * it (RFC 9266 s3). It is used with TLS 1.3 only: it is not defined where TLS may be renegotiated (RFC 9266 s4.2), which JSSE
 * allows with TLS 1.2. Otherwise tls-server-end-point is used, which no server must support.
 *
 * @param type its name in the client's first message (RFC 5802 s7)
 * @param data never shown
 * @param because why this type is used
 */
record ChannelBinding(String type, Secret data, String because) {
    static final String EXPORTER = "tls-exporter";

    private static final String TLS_1_3 = "TLSv1.3";

    /** RFC 9266 s2. */
    private static final String LABEL = "EXPORTER-Channel-Binding";

    /** RFC 9266 s2. */
    private static final int LENGTH = 32;

    /** {@code ExtendedSSLSession.exportKeyingMaterialData} of Java 25; null: this JVM has none. */
    private static final Method EXPORT = exportMethod();

    /**
     * The preferred one of a connection; null: there is none.
     *
     * @param certificate of the server; null: there is no TLS
     * @param session null: there is no TLS
     */
    static ChannelBinding of(X509Certificate certificate, SSLSession session) {
        byte[] exported = exported(session);
        if (exported != null) {
            return new ChannelBinding(EXPORTER, Secret.of(exported), "it is unique to this connection, RFC 9266 s2");
        }
        byte[] endPoint = certificate == null ? null : endPoint(certificate);
        return endPoint == null
                ? null
                : new ChannelBinding(
                        TlsServerEndpoint.TLS_SERVER_END_POINT, Secret.of(endPoint), withoutExporter(session));
    }

    /**
     * Whether it is used without being configured: a server that announces -PLUS need not support any other type
     * (RFC 9266 s3).
     */
    boolean isDefault() {
        return type.equals(EXPORTER);
    }

    /** Null: there is none. The session may be that of an application's socket factory. */
    private static byte[] exported(SSLSession session) {
        if (EXPORT == null || !(session instanceof ExtendedSSLSession) || !TLS_1_3.equals(session.getProtocol())) {
            return null;
        }
        try {
            byte[] data = (byte[]) EXPORT.invoke(session, LABEL, new byte[0], LENGTH);
            return data != null && data.length == LENGTH ? data : null;
        } catch (InvocationTargetException | IllegalAccessException e) {
            return null; // The provider of the session does not support it.
        }
    }

    private static Method exportMethod() {
        try {
            return ExtendedSSLSession.class.getMethod(
                    "exportKeyingMaterialData", String.class, byte[].class, int.class);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static String withoutExporter(SSLSession session) {
        if (session == null || !TLS_1_3.equals(session.getProtocol())) {
            return "tls-exporter requires TLS 1.3";
        }
        return EXPORT == null
                ? "tls-exporter requires Java 25 or later"
                : "the TLS provider does not support tls-exporter";
    }

    /**
     * The hash of the certificate (RFC 5929 s4.1); null: it is not defined for a signature algorithm without a hash in its
     * name.
     */
    private static byte[] endPoint(X509Certificate certificate) {
        try {
            byte[] hash = TlsServerEndpoint.getChannelBindingData(certificate);
            return hash.length > 0 ? hash : null;
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate from a handshake has an encoding", e);
        }
    }
}
