package dev.parley.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.trace.redaction.ServerProof;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerProofTest {
    /** RFC 5802 s5 and RFC 7677 s3. */
    private static final List<String> SIGNATURES =
            List.of("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");

    @Test
    void aServersSignatureIsNotShown() {
        for (String signature : SIGNATURES) {
            String proof = Base64.getEncoder().encodeToString(signature.getBytes(StandardCharsets.US_ASCII));
            List<TraceEvent> heard = new ArrayList<>();
            Trace trace = new Trace(List.of(heard::add));
            trace.received(trace.unsolicited(), Answer.NONE, List.of("334 " + proof, "OK (SASL \"" + proof + "\")"));
            String hidden = "[redacted " + proof.length() + " octets]";
            assertEquals(
                    List.of("334 " + hidden, "OK (SASL \"" + hidden + "\")"),
                    ((TraceEvent.Received) heard.get(0)).lines());
        }
    }

    @Test
    void anythingElseIs() {
        for (String line : List.of("334 VXNlcm5hbWU6", "250 2.0.0 Ok: queued as dj0abc", "250 adjective dj0")) {
            assertEquals(line, ServerProof.redactedIn(line));
        }
    }

    @Test
    void onlyAWholeWordOfBase64() {
        String proof = "dj0" + "A".repeat(37);
        assertEquals("x-[redacted 42 octets]=", ServerProof.redactedIn("x-" + proof + "==="));
        assertEquals("[redacted 41 octets] [redacted 40 octets]", ServerProof.redactedIn(proof + "= " + proof));
        for (String line : List.of("x" + proof, proof.substring(1), proof.substring(0, 39), proof.replace('0', '2'))) {
            assertEquals(line, ServerProof.redactedIn(line));
        }
    }
}
