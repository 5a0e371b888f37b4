package dev.parley.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class CertificateSummaryTest {
    /** What cannot be read cannot be masked either. */
    @Test
    void aMailAddressInANameIsReadable() {
        assertEquals(
                "CN=mx.lab.test,EMAILADDRESS=joe@lab.test",
                CertificateSummary.name(new X500Principal("CN=mx.lab.test, EMAILADDRESS=joe@lab.test")));
    }
}
