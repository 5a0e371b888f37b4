package dev.parley.replay;

import java.time.Duration;
import java.util.Arrays;

/** One line of a dialog file, or part of a recorded event, that the server acts on. */
sealed interface Step {
    /** The line as the file has it, and as the transcript must have it. */
    String written();

    /** The server sends octets; {@code interrupts}: the client may be speaking. */
    record Say(String written, byte[] octets, boolean interrupts) implements Step {
        /** Both in one write. */
        Say and(Say next) {
            byte[] both = Arrays.copyOf(octets, octets.length + next.octets.length);
            System.arraycopy(next.octets, 0, both, octets.length, next.octets.length);
            return new Say(written + "\n" + next.written, both, interrupts || next.interrupts);
        }
    }

    /** The server sends, as a literal, the script that the client sent with a command of before. */
    record SayStored(String written, ExpectLike command) implements Step {}

    /** The client must send these octets. */
    record Expect(String written, byte[] octets) implements Step {}

    /** The client must send a line that begins with these octets; the rest is secret. */
    record ExpectRedacted(String written, byte[] prefix) implements Step {}

    /** The client must send this line, with 16 hexadecimal digits between the parts, the same in each line of a dialog. */
    record ExpectRandom(String written, String before, String after) implements Step {}

    /** The client must send a command that will do, with all the octets it announces. */
    record ExpectLike(String written, SentLine wanted, Counted counted) implements Step {}

    /** The client must send lines up to a lone dot. */
    record ExpectMessage(String written) implements Step {}

    /** Both sides go on over TLS; {@code refused}: the client must not accept the certificate. */
    record Tls(String written, boolean refused) implements Step {}

    /** The TLS handshake; what the client does with the certificate is its own affair. */
    record TlsTried(String written) implements Step {}

    /** The server waits. */
    record Pause(String written, Duration length) implements Step {}

    /** From here on the server sends every octet by itself, to find what only works when replies come whole. */
    record Drip(String written) implements Step {}

    /** The server closes the connection; {@code reset} drops what is under way. */
    record Close(String written, boolean reset) implements Step {}

    /** The server takes the next connection. */
    record Accept(String written) implements Step {}

    /** From here on {@code [scram]} in what the server says is its part of a SCRAM login with this password. */
    record Scram(String written, String mechanism, String password, int iterations) implements Step {}
}
