package dev.parley.replay;

import java.time.Duration;
import java.util.Arrays;

/** One action of the server: a line of a dialog file, or a part of a recorded event. */
sealed interface Step {
    /** The line as in the file and in the transcript. */
    String notation();

    /** A step and its line in the file, from 1. */
    record Numbered(int line, Step step) {}

    /** The server sends octets; {@code interrupts}: the client may be sending. */
    record Send(String notation, byte[] octets, boolean interrupts) implements Step {
        /** Both in one write. */
        Send and(Send next) {
            byte[] both = Arrays.copyOf(octets, octets.length + next.octets.length);
            System.arraycopy(next.octets, 0, both, octets.length, next.octets.length);
            return new Send(notation + "\n" + next.notation, both, interrupts || next.interrupts);
        }
    }

    /** The server sends, as a literal, the script that the client sent with an earlier command. */
    record SendStored(String notation, ExpectLike command) implements Step {}

    /** The client must send these octets. */
    record Expect(String notation, byte[] octets) implements Step {}

    /** The client must send a line that begins with this text; the rest is secret. */
    record ExpectRedacted(String notation, String prefix) implements Step {}

    /** The client must send this line, with 16 hexadecimal digits between the parts, the same in each line of a dialog. */
    record ExpectRandom(String notation, String before, String after) implements Step {}

    /** The client must send a matching command with its content. */
    record ExpectLike(String notation, CommandPattern pattern, CountedContent content) implements Step {}

    /** The client must send lines up to a single dot. */
    record ExpectMessage(String notation) implements Step {}

    /** The TLS handshake. */
    record Tls(String notation, Certificate certificate) implements Step {}

    /** Whether the client accepts the certificate of the server. */
    enum Certificate {
        MUST_BE_ACCEPTED,
        MUST_BE_REJECTED,
        MAY_BE_REJECTED
    }

    /** The server waits. */
    record Pause(String notation, Duration length) implements Step {}

    /** From here on the server sends each octet in one write. */
    record Drip(String notation) implements Step {}

    /** The server closes the connection; {@code reset} discards data in transit. */
    record Close(String notation, boolean reset) implements Step {}

    /** The server accepts the next connection. */
    record Accept(String notation) implements Step {}

    /** From here on {@code [scram]} in a line of the server is its message of a SCRAM login with this password. */
    record Scram(String notation, String mechanism, String password, int iterations) implements Step {}
}
