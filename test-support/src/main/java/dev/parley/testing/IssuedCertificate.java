package dev.parley.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate with its key.
 *
 * @param chain the certificate, and those of its issuers
 */
public record IssuedCertificate(PrivateKey key, List<X509Certificate> chain) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    public SSLContext server() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers(), null, null);
        return context;
    }

    /**
     * A server that requires a certificate of the client.
     *
     * @param issuer of the client's certificate
     * @param versions the TLS versions of the server
     */
    public SSLContext serverFor(X509Certificate issuer, String... versions)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("issuer", issuer);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers(), trust.getTrustManagers(), null);
        return new SocketContext() {
            @Override
            Socket secure(Socket socket) throws IOException {
                SSLSocket secured =
                        (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
                secured.setUseClientMode(false);
                secured.setEnabledProtocols(versions);
                secured.setNeedClientAuth(true);
                return secured;
            }
        }.context();
    }

    private KeyManager[] keyManagers() throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("own", key, PASSWORD, chain.toArray(new Certificate[0]));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        return keys.getKeyManagers();
    }

    /** Writes a PEM file with the chain. */
    public Path writeChain(Path file) throws IOException, CertificateEncodingException {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            text.append(pem(certificate));
        }
        return Files.writeString(file, text);
    }

    /** Writes a PEM file with the key, as PKCS #8. */
    public Path writeKey(Path file) throws IOException {
        return Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()));
    }

    public static String pem(Certificate certificate) throws CertificateEncodingException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(String label, byte[] data) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(data);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }
}
