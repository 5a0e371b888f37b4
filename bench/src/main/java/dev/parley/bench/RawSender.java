package dev.parley.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/**
 * The limit of this machine: a message that has been rendered before, and two writes for it. It takes every reply for a
 * good one.
 */
final class RawSender implements Sender {
    private static final byte[] ENVELOPE =
            "MAIL FROM:<sender@client.example>\r\nRCPT TO:<user0@bench.example>\r\nDATA\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final int PIECE = 64 * 1024;

    private final byte[] content;
    private final byte[] replies = new byte[PIECE];
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    /** @param rendered with CRLF */
    RawSender(int port, boolean tls, SSLContext context, byte[] rendered) throws IOException {
        this.content = stuffed(rendered);
        speakOver(new Socket(InetAddress.getLoopbackAddress(), port));
        socket.setTcpNoDelay(true);
        hear(1);
        say("EHLO client.example");
        if (tls) {
            say("STARTTLS");
            speakOver(context.getSocketFactory().createSocket(socket, "localhost", port, true));
            say("EHLO client.example");
        }
    }

    @Override
    public void send() throws IOException {
        out.write(ENVELOPE);
        hear(3);
        for (int from = 0; from < content.length; from += PIECE) {
            out.write(content, from, Math.min(PIECE, content.length - from));
        }
        hear(1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void speakOver(Socket link) throws IOException {
        socket = link;
        in = link.getInputStream();
        out = link.getOutputStream();
    }

    private void say(String command) throws IOException {
        out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        hear(1);
    }

    private void hear(int count) throws IOException {
        int length = 0;
        while (finished(length) < count) {
            int more = in.read(replies, length, replies.length - length);
            if (more < 0) {
                throw new IOException("the server closed");
            }
            length += more;
        }
    }

    /** How many replies have ended. */
    private int finished(int length) {
        int count = 0;
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (replies[i] == '\n') {
                count += replies[start + 3] == ' ' ? 1 : 0;
                start = i + 1;
            }
        }
        return count;
    }

    private static byte[] stuffed(byte[] rendered) {
        ByteArrayOutputStream stuffed = new ByteArrayOutputStream(rendered.length + rendered.length / 64 + 5);
        byte before = '\n';
        for (byte octet : rendered) {
            if (octet == '.' && before == '\n') {
                stuffed.write('.');
            }
            stuffed.write(octet);
            before = octet;
        }
        stuffed.writeBytes((before == '\n' ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII));
        return stuffed.toByteArray();
    }
}
