package dev.parley.tls;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
