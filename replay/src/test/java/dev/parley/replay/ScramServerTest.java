package dev.parley.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScramServerTest {
    /** A client's nonce is any printable characters but a comma (RFC 5802 s5.1). */
    @Test
    void aNonceMayLookLikeAnAttribute() {
        ScramServer server = new ScramServer(new Step.Scram("", "SCRAM-SHA-1", "secret", 4096), Optional.empty());
        server.receive("n,,n=joe,r=abr=r=c");
        assertEquals("r=abr=r=c3rfcNHYJY1ZVvWVs7j,s=AQIDBAUGBwg=,i=4096", server.next());
    }
}
