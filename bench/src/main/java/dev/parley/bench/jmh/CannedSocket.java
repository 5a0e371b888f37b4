package dev.parley.bench.jmh;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A connection to nowhere: every command is answered well, and content is forgotten. The client is alone at work. */
final class CannedSocket extends Socket {
    private static final byte[] END = "\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final InetSocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final byte[] tail = new byte[END.length];
    private ByteArrayInputStream replies = canned("220 canned\r\n");
    private boolean content;

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() {
                return replies.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return replies.read(target, offset, length);
            }

            @Override
            public int available() {
                return replies.available();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int octet) {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) {
                int from = offset;
                while (!content && from < offset + length) {
                    command(source[from++]);
                }
                if (content) {
                    forget(source, from, offset + length - from);
                }
            }
        };
    }

    private void command(byte octet) {
        line.write(octet);
        if (octet != '\n') {
            return;
        }
        String command = line.toString(StandardCharsets.US_ASCII);
        line.reset();
        content = command.startsWith("DATA");
        reply(
                command.startsWith("EHLO")
                        ? "250-canned\r\n250-8BITMIME\r\n250 PIPELINING\r\n"
                        : content ? "354 go\r\n" : "250 ok\r\n");
    }

    /** Content ends where a write does: nobody says more behind it. */
    private void forget(byte[] source, int offset, int length) {
        int last = Math.min(length, tail.length);
        System.arraycopy(tail, last, tail, 0, tail.length - last);
        System.arraycopy(source, offset + length - last, tail, tail.length - last, last);
        if (Arrays.equals(tail, END)) {
            content = false;
            Arrays.fill(tail, (byte) 0);
            reply("250 ok\r\n");
        }
    }

    private void reply(String text) {
        byte[] waiting = replies.readAllBytes();
        replies = canned(new String(waiting, StandardCharsets.US_ASCII) + text);
    }

    private static ByteArrayInputStream canned(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public int getPort() {
        return NOWHERE.getPort();
    }

    @Override
    public InetAddress getInetAddress() {
        return NOWHERE.getAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return NOWHERE.getAddress();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return NOWHERE;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return NOWHERE;
    }

    @Override
    public void setSoTimeout(int timeout) {
        // Nobody waits.
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // There is no TCP.
    }
}
