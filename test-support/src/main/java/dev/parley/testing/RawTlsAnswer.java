package dev.parley.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/** The TLS of a server that reads the first record of the client, and sends these bytes instead of a handshake. */
final class RawTlsAnswer extends SocketContext {
    private static final int ALERT = 21;
    private static final int FATAL = 2;

    private final byte[] answer;

    private RawTlsAnswer(byte[] answer) {
        this.answer = answer;
    }

    static SSLContext of(byte[] answer) throws NoSuchAlgorithmException {
        return new RawTlsAnswer(answer).context();
    }

    /** @param description the number of the alert (RFC 8446 s6) */
    static SSLContext alert(int description) throws NoSuchAlgorithmException {
        return of(new byte[] {ALERT, 3, 3, 0, 2, FATAL, (byte) description});
    }

    /** Never returns: the handshake has failed. */
    @Override
    Socket secure(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.skipNBytes(3);
        in.skipNBytes(in.readUnsignedShort());
        socket.getOutputStream().write(answer);
        socket.shutdownOutput();
        in.readAllBytes(); // The alert of the client.
        throw new IOException("no handshake");
    }
}
