package dev.parley.tls;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateNamesTest {
    @Test
    void aNameIsItselfInAnyCase() {
        assertTrue(CertificateNames.matches("MX.lab.test", "mx.LAB.test"));
        assertFalse(CertificateNames.matches("lab.test", "mx.lab.test"));
    }

    @Test
    void aWildcardIsOneWholeLabelBeforeTwoOthers() {
        assertTrue(CertificateNames.matches("*.lab.test", "mx.Lab.test"));
        assertFalse(CertificateNames.matches("*.lab.test", "a.mx.lab.test"));
        assertFalse(CertificateNames.matches("*.lab.test", "lab.test"));
        assertFalse(CertificateNames.matches("*.lab.test", ".lab.test"));
        assertFalse(CertificateNames.matches("*.test", "lab.test"));
        assertFalse(CertificateNames.matches("m*.lab.test", "mx.lab.test"));
    }

    @Test
    void anAddressIsNoName() {
        List<String> names = List.of("mx.lab.test", "*.0.0.2", "127.0.0.1", "2001:db8:0:0:0:0:0:1");
        assertTrue(CertificateNames.include(names, "mx.lab.test"));
        assertTrue(CertificateNames.include(names, "127.0.0.1"));
        assertTrue(CertificateNames.include(names, "2001:db8::1"));
        assertFalse(CertificateNames.include(names, "127.0.0.2"));
        assertFalse(CertificateNames.include(List.of(), "127.0.0.1"));
    }
}
