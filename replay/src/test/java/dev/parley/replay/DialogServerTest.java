package dev.parley.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recorded dialog as a server, and its faults, against a client of a few octets. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DialogServerTest {
    private static final String DIALOG =
            "S: 220 mx\nC: NOOP\nC: NOOP\nS: 250-one\nS: 250 two\nS: 250 three\nC: QUIT\nS: 221 bye\n";

    private static final String TRACE = String.join(
            "\n",
            "{'e':'open','sid':'a','t':0,'v':1,'at':'2026-11-23T22:44:58Z','proto':'smtp','host':'mx','port':25,'settings':{}}",
            "{'e':'connect','sid':'a','t':0,'us':0,'remote':'mx:25','local':'me:1'}",
            "{'e':'recv','sid':'a','t':0,'id':0,'phase':'greeting','tls':false,'code':'220','refused':false,'us':0,'lines':['220 mx']}",
            "{'e':'send','sid':'a','t':0,'id':1,'phase':'noop','tls':false,'line':'NOOP','octets':6}",
            "{'e':'open','sid':'b','t':0,'v':1,'at':'2026-11-23T22:44:58Z','proto':'smtp','host':'mx','port':25,'settings':{}}",
            "{'e':'connect','sid':'b','t':0,'us':0,'remote':'mx:25','local':'me:2'}",
            "{'e':'recv','sid':'b','t':0,'id':0,'phase':'greeting','tls':false,'code':'220','refused':false,'us':0,'lines':['220 second']}",
            "{'e':'recv','sid':'a','t':400000,'id':1,'phase':'noop','tls':false,'code':'250','refused':false,'us':400000,'lines':['250 ok']}",
            "");

    @TempDir
    Path folder;

    @Test
    void asRecorded() throws Exception {
        try (DialogServer server = DialogServer.replay(dialog());
                Socket socket = connect(server)) {
            assertEquals("220 mx\r\n", read(socket, 8));
            say(socket, "NOOP\r\nNOOP\r\n");
            assertEquals("250-one\r\n250 two\r\n250 three\r\n", read(socket, 29));
            say(socket, "QUIT\r\n");
            assertEquals("221 bye\r\n", read(socket, 9));
            socket.shutdownOutput();
            assertEquals(List.of(), server.mismatches());
            assertEquals(List.of(DIALOG.split("\n")), server.transcript());
            assertEquals(List.of("NOOP", "NOOP", "QUIT"), server.received());
        }
    }

    @Test
    void aStepThatTheServerCannotPerform() throws Exception {
        DialogScript script = DialogScript.parse("test", "S! tls\nS: 220 mx\n");
        try (ScriptedServer server = ScriptedServer.start(script);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            assertEquals(-1, socket.getInputStream().read());
            assertEquals(
                    List.of("line 1: expected S! tls, but java.lang.IllegalStateException: the dialog uses TLS, and the"
                            + " server has no certificate: start it with an SSLContext"),
                    server.mismatches());
        }
    }

    /** The client receives an unsolicited reply together with the reply before it, and not sometimes after its next command. */
    @Test
    void anUnsolicitedReply() throws Exception {
        Path dialog = Files.writeString(folder.resolve("unsolicited.txt"), "S: 220 mx\nS& 421 mx\nS& 421 bye\n");
        for (int i = 0; i < 100; i++) {
            try (DialogServer server = DialogServer.replay(dialog);
                    Socket socket = connect(server)) {
                byte[] octets = new byte[100];
                int length = socket.getInputStream().read(octets);
                socket.shutdownOutput();
                assertEquals(
                        "220 mx\r\n421 mx\r\n421 bye\r\n", new String(octets, 0, length, StandardCharsets.US_ASCII));
                assertEquals(List.of("S: 220 mx", "S& 421 mx", "S& 421 bye"), server.transcript());
            }
        }
    }

    @Test
    void anotherCommand() throws Exception {
        try (DialogServer server = DialogServer.replay(dialog());
                Socket socket = connect(server)) {
            read(socket, 8);
            say(socket, "NOOP\r\nRSET\r\n");
            assertEquals(List.of("line 3: expected C: NOOP, received C: RSET"), server.mismatches());
            assertEquals(List.of("S: 220 mx", "C: NOOP", "C: RSET"), server.transcript());
        }
    }

    @Test
    void moreThanWasRecorded() throws Exception {
        try (DialogServer server = DialogServer.replay(dialog());
                Socket socket = connect(server)) {
            read(socket, 8);
            say(socket, "NOOP\r\nNOOP\r\n");
            read(socket, 29);
            say(socket, "QUIT\r\n");
            read(socket, 9);
            say(socket, "NOOP\r\n");
            socket.shutdownOutput();
            assertEquals(List.of("after the last line: expected nothing, received C: NOOP"), server.mismatches());
        }
    }

    @Test
    void inPieces() throws Exception {
        for (Split split : Split.values()) {
            try (DialogServer server = DialogServer.replay(dialog(), ReplayOptions.DEFAULT.split(split));
                    Socket socket = connect(server)) {
                read(socket, 8);
                say(socket, "NOOP\r\nNOOP\r\n");
                assertEquals("250-one\r\n250 two\r\n250 three\r\n", read(socket, 29), split.name());
                say(socket, "QUIT\r\n");
                read(socket, 9);
                socket.shutdownOutput();
                assertEquals(List.of(), server.mismatches(), split.name());
                assertEquals(split == Split.BYTES, server.transcript().contains("S! drip"));
                assertEquals(
                        split == Split.GROUPS, server.transcript().contains("S: 250-one\nS: 250 two\nS: 250 three"));
            }
        }
    }

    @Test
    void dropped() throws Exception {
        try (DialogServer server = DialogServer.replay(dialog(), ReplayOptions.DEFAULT.dropAfter(4));
                Socket socket = connect(server)) {
            read(socket, 8);
            say(socket, "NOOP\r\nNOOP\r\n");
            assertEquals("250-one\r\n", read(socket, 100));
            assertEquals(List.of(), server.mismatches());
        }
    }

    @Test
    void stalled() throws Exception {
        try (DialogServer server = DialogServer.replay(dialog(), ReplayOptions.DEFAULT.stallAfter(4));
                Socket socket = connect(server)) {
            read(socket, 8);
            say(socket, "NOOP\r\nNOOP\r\n");
            read(socket, 9);
            socket.setSoTimeout(200);
            assertThrows(SocketTimeoutException.class, () -> read(socket, 1));
            socket.shutdownOutput();
            assertEquals(List.of(), server.mismatches());
        }
    }

    @Test
    void overlappingDialogs() throws Exception {
        try (DialogServer server = DialogServer.replay(trace());
                Socket first = connect(server)) {
            assertEquals("220 mx\r\n", read(first, 8));
            try (Socket second = connect(server)) {
                assertEquals("220 second\r\n", read(second, 12));
            }
            say(first, "NOOP\r\n");
            assertEquals("250 ok\r\n", read(first, 8));
            first.shutdownOutput();
            server.await();
            assertEquals(List.of(), server.mismatches());
            assertEquals(
                    List.of("S: 220 mx", "C: NOOP", "S: 250 ok", "S! accept", "S: 220 second"), server.transcript());
        }
    }

    @Test
    void onlyOneOfTheDialogsIsDropped() throws Exception {
        try (DialogServer server = DialogServer.replay(trace(), ReplayOptions.DEFAULT.dropAfter(4));
                Socket first = connect(server)) {
            assertEquals("220 mx\r\n", read(first, 8));
            say(first, "NOOP\r\n");
            assertEquals("", read(first, 100));
            try (Socket second = connect(server)) {
                assertEquals("220 second\r\n", read(second, 12));
            }
            assertEquals(List.of(), server.mismatches());
        }
    }

    @Test
    void asSlowAsRecorded() throws Exception {
        try (DialogServer server = DialogServer.replay(trace(), ReplayOptions.DEFAULT.pace(Pace.RECORDED));
                Socket first = connect(server)) {
            read(first, 8);
            long asked = System.nanoTime();
            say(first, "NOOP\r\n");
            read(first, 8);
            assertTrue(System.nanoTime() - asked >= 400_000_000L);
            connect(server).close();
            first.shutdownOutput();
            assertEquals("S! wait 400", server.transcript().get(2));
        }
    }

    @Test
    void aClientThatNeverComesBack() throws Exception {
        try (DialogServer server = DialogServer.replay(trace());
                Socket first = connect(server)) {
            read(first, 8);
            say(first, "NOOP\r\n");
            read(first, 8);
            first.shutdownOutput();
            assertEquals(List.of("!! the client did not open the next connection"), server.mismatches());
        }
    }

    /** Another process may take the free port before the server does: then the test tries another one. */
    @Test
    void onAPortOfItsOwn() throws Exception {
        boolean served = false;
        for (int attempts = 5; !served; attempts--) {
            int port;
            try (DialogServer server = DialogServer.replay(dialog())) {
                port = server.port();
                assertThrows(IllegalStateException.class, server::certificate);
            }
            try (DialogServer server = DialogServer.replay(dialog(), ReplayOptions.DEFAULT.port(port))) {
                assertEquals(port, server.port());
                served = true;
            } catch (BindException e) {
                assertTrue(attempts > 1, e::toString);
            }
        }
    }

    @Test
    void theCertificateGoesWithTheServer() throws Exception {
        Path store;
        try (DialogServer server = DialogServer.replay(write("tls.txt", "S: 220 mx\nS! tls\n"))) {
            store = server.certificate().store();
            assertTrue(Files.exists(store));
        }
        assertFalse(Files.exists(store.getParent()));
    }

    private Path dialog() throws IOException {
        return write("dialog.txt", DIALOG);
    }

    private Path trace() throws IOException {
        return write("trace.jsonl", TRACE.replace('\'', '"'));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Socket connect(DialogServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Socket socket, int octets) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readNBytes(octets), StandardCharsets.US_ASCII);
    }
}
