package dev.parley.bench.jmh;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A connection to nowhere: every command is accepted, and content is discarded. The client is alone at work, and only the
 * client allocates memory.
 */
final class CannedSocket extends Socket {
    private static final byte[] GREETING = octets("220 canned\r\n");
    private static final byte[] EHLO = octets("250-canned\r\n250-8BITMIME\r\n250 PIPELINING\r\n");
    private static final byte[] OK = octets("250 ok\r\n");
    private static final byte[] GO = octets("354 go\r\n");
    private static final byte[] END = octets("\r\n.\r\n");
    private static final InetSocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);

    private final byte[] tail = new byte[END.length];
    private final byte[] replies = new byte[8 * 1024];
    private int read;
    private int replied;
    private int column;
    private byte verb; // the first octet of the command line
    private boolean content;

    // With a real socket, each is a system call:
    private int writes;
    private int reads;
    private int checks;

    CannedSocket() {
        reply(GREETING);
    }

    /** The calls of the streams' write, read and available since the last call of this method. */
    String takeCalls() {
        String calls = writes + " writes, " + reads + " reads, " + checks + " checks";
        writes = 0;
        reads = 0;
        checks = 0;
        return calls;
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException("a read of a single octet");
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                reads++;
                int count = Math.min(length, replied - read);
                System.arraycopy(replies, read, target, offset, count);
                read += count;
                if (read == replied) {
                    read = 0;
                    replied = 0;
                }
                return count == 0 ? -1 : count;
            }

            @Override
            public int available() {
                checks++;
                return replied - read;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int octet) {
                throw new UnsupportedOperationException("a write of a single octet");
            }

            @Override
            public void write(byte[] source, int offset, int length) {
                writes++;
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
        verb = column++ == 0 ? octet : verb;
        if (octet == '\n') {
            column = 0;
            content = verb == 'D';
            reply(verb == 'E' ? EHLO : content ? GO : OK);
        }
    }

    /** Content ends where a write does: the client waits for the reply to it. */
    private void forget(byte[] source, int offset, int length) {
        int last = Math.min(length, tail.length);
        System.arraycopy(tail, last, tail, 0, tail.length - last);
        System.arraycopy(source, offset + length - last, tail, tail.length - last, last);
        if (Arrays.equals(tail, END)) {
            content = false;
            Arrays.fill(tail, (byte) 0);
            reply(OK);
        }
    }

    private void reply(byte[] text) {
        System.arraycopy(text, 0, replies, replied, text.length);
        replied += text.length;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
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
        // No call blocks.
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // There is no TCP.
    }
}
