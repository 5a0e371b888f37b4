package dev.parley.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** The TLS of a server that reads the first record of the client, and sends these bytes instead of a handshake. */
final class RawTlsAnswer extends SSLContextSpi {
    private static final int ALERT = 21;
    private static final int FATAL = 2;

    private final byte[] answer;

    private RawTlsAnswer(byte[] answer) {
        this.answer = answer;
    }

    static SSLContext of(byte[] answer) throws NoSuchAlgorithmException {
        SSLContext real = SSLContext.getDefault();
        return new SSLContext(new RawTlsAnswer(answer), real.getProvider(), real.getProtocol()) {};
    }

    /** @param description the number of the alert (RFC 8446 s6) */
    static SSLContext alert(int description) throws NoSuchAlgorithmException {
        return of(new byte[] {ALERT, 3, 3, 0, 2, FATAL, (byte) description});
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return new Factory();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws KeyManagementException {
        throw new UnsupportedOperationException();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        throw new UnsupportedOperationException();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        throw new UnsupportedOperationException();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        throw new UnsupportedOperationException();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        throw new UnsupportedOperationException();
    }

    private final class Factory extends SSLSocketFactory {
        /** Never returns: the handshake has failed. */
        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.skipNBytes(3);
            in.skipNBytes(in.readUnsignedShort());
            socket.getOutputStream().write(answer);
            socket.shutdownOutput();
            in.readAllBytes(); // The alert of the client.
            throw new IOException("no handshake");
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return new String[0];
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return new String[0];
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
