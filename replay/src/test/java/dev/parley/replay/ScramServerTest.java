package dev.parley.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScramServerTest {
    /** RFC 5802 s7: any printable ASCII but the comma. */
    @Test
    void theClientsNonceMayLookLikeAnAttribute() {
        ScramServer server = new ScramServer("SCRAM-SHA-256", "secret", Optional.empty());
        server.hear("n,,n=per=3Dr=2Cr,r=or=r=");
        assertEquals("r=or=r=3rfcNHYJY1ZVvWVs7j,s=AQIDBAUGBwg=,i=4096", server.next());
    }
}
