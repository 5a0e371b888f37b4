package dev.parley.replay;

import java.time.Duration;
import java.util.Arrays;

/** One action of the server: a line of a dialog file, or a part of a recorded event. */
sealed interface Step {
    /** The line as in the file and in the transcript. */
    String written();

    /** The server sends octets; {@code interrupts}: the client may be sending. */
    record Say(String written, byte[] octets, boolean interrupts) implements Step {
        /** Both in one write. */
        Say and(Say next) {
            byte[] both = Arrays.copyOf(octets, octets.length + next.octets.length);
            System.arraycopy(next.octets, 0, both, octets.length, next.octets.length);
            return new Say(written + "\n" + next.written, both, interrupts || next.interrupts);
        }
    }

    /** The server sends, as a literal, the script that the client sent with an earlier command. */
    record SayStored(String written, ExpectLike command) implements Step {}

    /** The client must send these octets. */
    record Expect(String written, byte[] octets) implements Step {}

    /** The client must send a line that begins with these octets; the rest is secret. */
    record ExpectRedacted(String written, byte[] prefix) implements Step {}

    /** The client must send this line, with 16 hexadecimal digits between the parts, the same in each line of a dialog. */
    record ExpectRandom(String written, String before, String after) implements Step {}

    /** The client must send a matching command with its content. */
    record ExpectLike(String written, SentLine wanted, Counted counted) implements Step {}

    /** The client must send lines up to a single dot. */
    record ExpectMessage(String written) implements Step {}

    /** The TLS handshake; {@code refused}: the client must not accept the certificate. */
    record Tls(String written, boolean refused) implements Step {}

    /** The TLS handshake; the client may reject the certificate. */
    record TlsTried(String written) implements Step {}

    /** The server waits. */
    record Pause(String written, Duration length) implements Step {}

    /** From here on the server sends each octet in one write. */
    record Drip(String written) implements Step {}

    /** The server closes the connection; {@code reset} discards data in transit. */
    record Close(String written, boolean reset) implements Step {}

    /** The server accepts the next connection. */
    record Accept(String written) implements Step {}

    /** From here on {@code [scram]} in a line of the server is its message of a SCRAM login with this password. */
    record Scram(String written, String mechanism, String password, int iterations) implements Step {}
}
