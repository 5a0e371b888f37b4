package example.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/** The sockets of one worker in this JVM, to the database and the mail server. They are cut all at once. */
public final class Sockets extends SocketFactory {
    private static final Map<String, Set<Socket>> OPEN = new ConcurrentHashMap<>();
    private static final Set<String> CUT = ConcurrentHashMap.newKeySet();

    private final String worker;

    /** The driver of PostgreSQL calls this constructor. */
    public Sockets(String worker) {
        this.worker = worker;
    }

    static void cut(String worker) {
        CUT.add(worker);
        OPEN.getOrDefault(worker, Set.of()).forEach(Sockets::close);
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new Socket();
        OPEN.computeIfAbsent(worker, name -> ConcurrentHashMap.newKeySet()).add(socket);
        if (CUT.contains(worker)) { // Asked after the socket is in the set: so cut() closes it, or it is closed here.
            socket.close();
            throw new SocketException(worker + " is cut off");
        }
        return socket;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
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
