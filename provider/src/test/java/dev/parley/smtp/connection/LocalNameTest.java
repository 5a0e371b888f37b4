package dev.parley.smtp.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** The name of the machine, and address literals (RFC 5321 s4.1.3). */
class LocalNameTest {
    @Test
    void anInterruptDoesNotChangeTheName() {
        String name = LocalName.machine(null);
        Thread.currentThread().interrupt();
        String interrupted = LocalName.machine(null);
        assertTrue(Thread.interrupted(), "the interrupt is kept");
        assertEquals(name, interrupted);
    }

    @Test
    void anIpv4Literal() throws Exception {
        assertEquals("[192.0.2.7]", LocalName.literal(InetAddress.getByName("192.0.2.7")));
    }

    @Test
    void anIpv6LiteralHasItsTagAndNoScope() throws Exception {
        assertEquals("[IPv6:2001:db8:0:0:0:0:0:7]", LocalName.literal(InetAddress.getByName("2001:db8::7")));
        byte[] linkLocal = InetAddress.getByName("fe80::7").getAddress();
        assertEquals("[IPv6:fe80:0:0:0:0:0:0:7]", LocalName.literal(Inet6Address.getByAddress(null, linkLocal, 1)));
    }
}
