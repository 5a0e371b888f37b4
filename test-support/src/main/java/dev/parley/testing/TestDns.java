package dev.parley.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A DNS server that knows some SRV records, on a UDP port of loopback (RFC 1035 s4, RFC 2782). */
public final class TestDns implements AutoCloseable {
    private static final int SRV = 33;
    private static final int NO_SUCH_NAME = 3;
    private static final int SERVER_FAILURE = 2;

    private final Map<String, List<String>> records;
    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

    /** @param records by name: "priority weight port target."; an empty list is a failure of the server */
    public TestDns(Map<String, List<String>> records) throws IOException {
        this.records = records;
        Thread thread = new Thread(this::serve, "test-dns");
        thread.setDaemon(true);
        thread.start();
    }

    public String url() {
        return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        byte[] buffer = new byte[512];
        try {
            while (true) {
                DatagramPacket question = new DatagramPacket(buffer, buffer.length);
                socket.receive(question);
                byte[] answer = answer(buffer);
                socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            }
        } catch (IOException e) {
            // The socket is closed: nobody asks any more.
        }
    }

    private byte[] answer(byte[] question) throws IOException {
        StringBuilder name = new StringBuilder();
        int at = 12;
        while (question[at] != 0) {
            name.append(name.length() == 0 ? "" : ".")
                    .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
            at += question[at] + 1;
        }
        int end = at + 5;
        asked.add(name.toString());
        List<String> found = records.get(name.toString());
        int code = found == null ? NO_SUCH_NAME : found.isEmpty() ? SERVER_FAILURE : 0;
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(octets);
        out.write(question, 0, 2);
        out.writeShort(0x8580 | code);
        out.writeShort(1);
        out.writeShort(code == 0 ? found.size() : 0);
        out.writeInt(0);
        out.write(question, 12, end - 12);
        for (String record : code == 0 ? found : List.<String>of()) {
            write(record.split(" "), out);
        }
        return octets.toByteArray();
    }

    private static void write(String[] record, DataOutputStream out) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(data);
        for (int i = 0; i < 3; i++) {
            fields.writeShort(Integer.parseInt(record[i]));
        }
        for (String label : record[3].split("\\.")) {
            fields.writeByte(label.length());
            fields.writeBytes(label);
        }
        fields.writeByte(0);
        out.writeShort(0xc00c);
        out.writeShort(SRV);
        out.writeShort(1);
        out.writeInt(60);
        out.writeShort(data.size());
        data.writeTo(out);
    }
}
