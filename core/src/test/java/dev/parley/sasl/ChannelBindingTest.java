package dev.parley.sasl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.settings.MailProperties;
import java.lang.reflect.Proxy;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import javax.crypto.SecretKey;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.junit.jupiter.api.Test;

/** The choice of the channel binding, by what the session of a TLS provider can do. */
class ChannelBindingTest {
    private static final boolean HAS_EXPORTER = Runtime.version().feature() >= 25;
    private static final List<String> OFFERED =
            List.of("SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "PLAIN");

    @Test
    void theExporterIsAskedAsTheRfcDefines() throws Exception {
        assumeTrue(HAS_EXPORTER);
        Exporter session = new Exporter("TLSv1.3", new byte[32]);
        ChannelBinding binding = binding(session);
        assertEquals("tls-exporter", binding.type());
        assertArrayEquals(session.data, binding.data().octets());
        assertTrue(binding.isDefault());
        assertEquals("EXPORTER-Channel-Binding, context of 0 octets, 32 octets", session.asked);
    }

    @Test
    void theDataIsNeverShown() throws Exception {
        assumeTrue(HAS_EXPORTER);
        byte[] data = new byte[32];
        Arrays.fill(data, (byte) 'a');
        String shown = binding(new Exporter("TLSv1.3", data)).toString();
        assertTrue(shown.contains("[redacted 32 octets]"), shown);
    }

    /** TLS 1.2 may be renegotiated (RFC 9266 s4.2). */
    @Test
    void theExporterIsNotAskedBeforeTls13() throws Exception {
        Exporter session = new Exporter("TLSv1.2", new byte[32]);
        assertEndPoint(session, "tls-exporter requires TLS 1.3");
        assertEquals("", session.asked);
    }

    @Test
    void withoutAnExporterTheCertificateIsTheBinding() throws Exception {
        String why = HAS_EXPORTER
                ? "the TLS provider does not support tls-exporter"
                : "tls-exporter requires Java 25 or later";
        assertEndPoint(new Exporter("TLSv1.3", null), why);
        assertEndPoint(new Exporter("TLSv1.3", new byte[31]), why);
        assertEndPoint(new Unable(new UnsupportedOperationException("no exporter")), why);
        assertEndPoint(new Unable(new SSLKeyException("no key")), why);
        assertEndPoint(new Unable(new NoSuchMethodError("an old library")), why);
        SSLSession plain = (SSLSession) Proxy.newProxyInstance(
                ChannelBindingTest.class.getClassLoader(),
                new Class<?>[] {SSLSession.class},
                (proxy, method, args) -> method.getName().equals("getProtocol") ? "TLSv1.3" : null);
        assertEndPoint(plain, why);
        assertEndPoint(null, "tls-exporter requires TLS 1.3");
    }

    @Test
    void withoutTlsThereIsNone() {
        assertNull(ChannelBinding.of(null, null));
    }

    @Test
    void byDefaultOnlyTheExporterBinds() throws Exception {
        assertEquals(List.of("SCRAM-SHA-256", "PLAIN"), candidates(server(new Exporter("TLSv1.2", new byte[32])), ""));
        assertEquals(List.of("SCRAM-SHA-256", "PLAIN"), candidates(server(new Exporter("TLSv1.3", null)), ""));
        assumeTrue(HAS_EXPORTER);
        Server exporting = server(new Exporter("TLSv1.3", new byte[32]));
        assertEquals(
                List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "PLAIN"), candidates(exporting, ""));
        assertEquals(List.of("PLAIN", "SCRAM-SHA-256"), candidates(exporting, "PLAIN SCRAM-SHA-256"));
    }

    /** A certificate whose algorithm has no hash does not prevent tls-exporter, and its lack does not prevent "y". */
    @Test
    void theFlagIsYesAlsoForTheExporter() throws Exception {
        assumeTrue(HAS_EXPORTER);
        Server.Peer peer = new Server.Peer(null, null, new Exporter("TLSv1.3", new byte[32]), true);
        Server server = new Server("smtp", "localhost", List.of("SCRAM-SHA-256"), peer);
        Scram free = new Scram(
                "SHA-256", 11, false, ScramExchange.LeastIterations.from(new MailProperties("smtp", new Properties())));
        Secret first = free.begin(new Credentials("user", "pencil"), server)
                .initialResponse()
                .orElseThrow();
        assertEquals("y,,", new String(first.octets(), 0, 3, "US-ASCII"));
    }

    @Test
    void itIsDerivedOnceForALogin() throws Exception {
        Server server = server(new Exporter("TLSv1.3", new byte[32]));
        assertSame(server.binding(), server.binding());
    }

    private static void assertEndPoint(SSLSession session, String because) throws Exception {
        ChannelBinding binding = binding(session);
        assertEquals("tls-server-end-point", binding.type());
        byte[] hash = MessageDigest.getInstance("SHA-384").digest(certificate().getEncoded());
        assertArrayEquals(hash, binding.data().octets());
        assertEquals(because, binding.because());
        assertFalse(binding.isDefault());
    }

    private static ChannelBinding binding(SSLSession session) throws Exception {
        return server(session).binding();
    }

    private static Server server(SSLSession session) throws Exception {
        return new Server("smtp", "localhost", OFFERED, new Server.Peer(null, certificate(), session, true));
    }

    private static X509Certificate certificate() throws Exception {
        return ScramTest.certificate(ScramTest.SHA384);
    }

    private static List<String> candidates(Server server, String order) {
        Properties properties = new Properties();
        properties.put("mail.smtp.auth.mechanisms", order);
        return Mechanisms.from(new MailProperties("smtp", properties), List.of())
                .candidates(server, new Credentials("joe", "secret"))
                .stream()
                .map(Mechanism::name)
                .toList();
    }

    /** A session with the method that ExtendedSSLSession has since Java 25. */
    private static class Exporter extends ExtendedSSLSession {
        private final String protocol;
        private final byte[] data;
        private String asked = "";

        Exporter(String protocol, byte[] data) {
            this.protocol = protocol;
            this.data = data;
        }

        @SuppressWarnings("unused") // It overrides a method of Java 25.
        public byte[] exportKeyingMaterialData(String label, byte[] context, int length) throws SSLKeyException {
            asked = label + ", context of " + context.length + " octets, " + length + " octets";
            return data;
        }

        @SuppressWarnings("unused")
        public SecretKey exportKeyingMaterialKey(String algorithm, String label, byte[] context, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getProtocol() {
            return protocol;
        }

        @Override
        public String[] getLocalSupportedSignatureAlgorithms() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String[] getPeerSupportedSignatureAlgorithms() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] getId() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SSLSessionContext getSessionContext() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long getCreationTime() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long getLastAccessedTime() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void invalidate() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isValid() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void putValue(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object getValue(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void removeValue(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String[] getValueNames() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Certificate[] getPeerCertificates() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Certificate[] getLocalCertificates() {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.security.Principal getPeerPrincipal() {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.security.Principal getLocalPrincipal() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getCipherSuite() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getPeerHost() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getPeerPort() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getPacketBufferSize() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getApplicationBufferSize() {
            throw new UnsupportedOperationException();
        }
    }

    /** A session of a provider whose exporter throws. */
    private static final class Unable extends Exporter {
        private final Throwable failure;

        Unable(Throwable failure) {
            super("TLSv1.3", new byte[32]);
            this.failure = failure;
        }

        @Override
        public byte[] exportKeyingMaterialData(String label, byte[] context, int length) throws SSLKeyException {
            if (failure instanceof SSLKeyException checked) {
                throw checked;
            } else if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw (Error) failure;
        }
    }
}
