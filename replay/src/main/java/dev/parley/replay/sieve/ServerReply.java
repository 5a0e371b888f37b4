package dev.parley.replay.sieve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** The response to a command: OK, NO or BYE, a response code, a text (RFC 5804 s1.2, s1.3). */
final class ServerReply {
    private static final int QUOTED_LIMIT = 1024;

    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();

    private ServerReply(String status) {
        ascii(status);
    }

    static ServerReply ok(String text) {
        return new ServerReply("OK").text(text);
    }

    static ServerReply okTagged(byte[] tag, String text) {
        ServerReply reply = new ServerReply("OK").ascii(" (TAG ");
        reply.wire.writeBytes(string(tag));
        return reply.ascii(")").text(text);
    }

    static ServerReply no(String text) {
        return new ServerReply("NO").text(text);
    }

    static ServerReply no(String code, String text) {
        return new ServerReply("NO").ascii(" (" + code + ")").text(text);
    }

    static ServerReply bye(String text) {
        return new ServerReply("BYE").text(text);
    }

    byte[] wire() {
        return wire.toByteArray();
    }

    static byte[] string(String text) {
        return string(text.getBytes(UTF_8));
    }

    /** A string, quoted if possible, otherwise a literal. */
    static byte[] string(byte[] octets) {
        ByteArrayOutputStream quoted = new ByteArrayOutputStream();
        quoted.write('"');
        for (byte octet : octets) {
            if (octet == '\r' || octet == '\n' || octet == 0) {
                return literal(octets);
            }
            if (octet == '"' || octet == '\\') {
                quoted.write('\\');
            }
            quoted.write(octet);
        }
        quoted.write('"');
        return quoted.size() - 2 > QUOTED_LIMIT ? literal(octets) : quoted.toByteArray();
    }

    static byte[] literal(byte[] octets) {
        ByteArrayOutputStream literal = new ByteArrayOutputStream();
        literal.writeBytes(("{" + octets.length + "}\r\n").getBytes(US_ASCII));
        literal.writeBytes(octets);
        return literal.toByteArray();
    }

    private ServerReply text(String text) {
        ascii(" ");
        wire.writeBytes(string(text));
        return ascii("\r\n");
    }

    private ServerReply ascii(String text) {
        wire.writeBytes(text.getBytes(US_ASCII));
        return this;
    }
}
