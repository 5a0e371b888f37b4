package dev.parley.net;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy on loopback that knows CONNECT, SOCKS 4 and SOCKS 5 by their first octet. Whatever it is asked for, it
 * connects to one server, and keeps what it was asked. It serves one client after the other and ends when closed.
 */
final class TestProxy implements AutoCloseable {
    private static final int PATIENCE = 10_000;

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final int server;
    private final boolean knowsSocks5;

    TestProxy(int server, boolean knowsSocks5) throws IOException {
        this.server = server;
        this.knowsSocks5 = knowsSocks5;
        listener.setSoTimeout(PATIENCE);
        daemon(() -> {
            while (true) {
                serve();
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve() throws IOException {
        Socket client = listener.accept();
        client.setSoTimeout(PATIENCE);
        DataInputStream in = new DataInputStream(client.getInputStream());
        int version = in.read();
        if (version == 5 && !knowsSocks5) {
            in.skipNBytes(in.readUnsignedByte());
            client.getOutputStream().write(new byte[] {0, 91});
            version = in.read();
        }
        byte[] consent = switch (version) {
            case 4 -> socks4(in);
            case 5 -> socks5(in, client);
            default -> connect(in, (char) version);
        };
        Socket onward = new Socket(InetAddress.getLoopbackAddress(), server);
        client.getOutputStream().write(consent);
        daemon(() -> in.transferTo(onward.getOutputStream()));
        daemon(() -> onward.getInputStream().transferTo(client.getOutputStream()));
    }

    private byte[] connect(DataInputStream in, char first) throws IOException {
        StringBuilder header = new StringBuilder().append(first);
        while (header.indexOf("\r\n\r\n") < 0) {
            header.append((char) in.readUnsignedByte());
        }
        header.toString().strip().lines().forEach(asked::add);
        return "HTTP/1.1 200 OK\r\nVia: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] socks4(DataInputStream in) throws IOException {
        in.readUnsignedByte();
        int port = in.readUnsignedShort();
        asked.add("SOCKS4 " + InetAddress.getByAddress(in.readNBytes(4)).getHostAddress() + ":" + port);
        while (in.readUnsignedByte() != 0) {
            // The user's name, up to a NUL.
        }
        return new byte[] {0, 90, 0, 0, 0, 0, 0, 0};
    }

    private byte[] socks5(DataInputStream in, Socket client) throws IOException {
        in.skipNBytes(in.readUnsignedByte());
        client.getOutputStream().write(new byte[] {5, 0});
        in.skipNBytes(3);
        int kind = in.readUnsignedByte();
        String host = kind == 3
                ? new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII)
                : InetAddress.getByAddress(in.readNBytes(kind == 1 ? 4 : 16)).getHostAddress();
        asked.add("SOCKS5 " + host + ":" + in.readUnsignedShort());
        return new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 0};
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // Somebody closed; there is nothing more to carry.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
