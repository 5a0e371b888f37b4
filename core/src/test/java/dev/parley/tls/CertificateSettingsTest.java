package dev.parley.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.sasl.Secret;
import dev.parley.settings.MailProperties;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

class CertificateSettingsTest {
    private static final String PIN = "p/nzxkESVB33N6wW611yBSemVn9OaTZAE8tzM9/U61w=";

    private final Properties properties = new Properties();

    @Test
    void thereAreNone() {
        set("ssl.cert.file", " ");
        assertNull(read().trust().certificates());
    }

    @Test
    void allAreRead() {
        set("ssl.ca.file", " a.pem, b c.pem,");
        set("ssl.cert.file", "d.pem");
        set("ssl.key.file", "e.pem");
        set("ssl.key.password", " kept secret ");
        set("ssl.pin", PIN + " sha256/" + PIN);
        CertificateSettings.Client client =
                new CertificateSettings.Client("d.pem", "e.pem", Secret.of(" kept secret "), null);
        CertificateSettings read = read().trust().certificates();
        assertEquals(new CertificateSettings(List.of("a.pem", "b c.pem"), client, List.of(PIN, PIN)), read);
        assertFalse(read().toString().contains("kept secret"));
        set("ssl.key.password", "other");
        assertNotEquals(read, read().trust().certificates());
    }

    @Test
    void theKeyMayBeInTheFileOfTheCertificate() {
        set("ssl.cert.file", "d.pem");
        assertEquals(
                new CertificateSettings.Client("d.pem", "d.pem", null, null),
                read().trust().certificates().client());
    }

    @Test
    void aKeyNeedsACertificate() {
        set("ssl.key.password", "kept secret");
        String rest = " is set, but there is no client certificate: set mail.smtp.ssl.cert.file to a PEM file with the"
                + " certificate";
        assertRejected("mail.smtp.ssl.key.password" + rest);
        set("ssl.key.file", "e.pem");
        assertRejected("mail.smtp.ssl.key.file" + rest);
    }

    @Test
    void aListMayNotBeEmpty() {
        set("ssl.ca.file", ",");
        assertRejected("mail.smtp.ssl.ca.file names no file");
        properties.clear();
        set("ssl.pin", ",");
        assertRejected("mail.smtp.ssl.pin contains no pin");
    }

    /** Such as that of an environment variable which is not set: it does not turn off a check that is configured. */
    @Test
    void aBlankValueIsNotIgnored() {
        for (String blank : List.of("", " ")) {
            set("ssl.ca.file", blank);
            assertRejected("mail.smtp.ssl.ca.file names no file");
            properties.clear();
            set("ssl.pin", blank);
            assertRejected("mail.smtp.ssl.pin contains no pin");
            properties.clear();
        }
    }

    @Test
    void aPathMayNotContainNul() {
        set("ssl.ca.file", "a\0b");
        assertRejected("mail.smtp.ssl.ca.file is not a path: ");
    }

    @Test
    void aPinIsAHash() {
        String no =
                ", which is not a pin: a pin is the SHA-256 hash of a public key in base64, 44 characters that end with \"=\"";
        for (String wrong : List.of(
                "x", "sha256/" + PIN.substring(1), "sha1/" + PIN, PIN.replace("w=", "x="), PIN.replace('/', '_'))) {
            set("ssl.pin", PIN + "," + wrong);
            assertRejected("mail.smtp.ssl.pin contains " + wrong + no);
        }
    }

    /** A pipeline of openssl commands prints it when the first one fails. */
    @Test
    void aPinIsNotTheHashOfNothing() {
        String nothing = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        set("ssl.pin", nothing);
        assertRejected("mail.smtp.ssl.pin contains " + nothing + ", which is the hash of no data: ");
    }

    @Test
    void aFactoryVerifiesByItsOwnRules() throws Exception {
        SSLSocketFactory factory = SSLContext.getDefault().getSocketFactory();
        String rest = ", which verifies certificates by its own rules: remove one of the two";
        properties.put("mail.smtp.ssl.socketFactory", factory);
        set("ssl.cert.file", "d.pem");
        assertRejected("mail.smtp.ssl.cert.file cannot be used with mail.smtp.ssl.socketFactory" + rest);
        set("ssl.pin", PIN);
        assertRejected("mail.smtp.ssl.pin cannot be used with mail.smtp.ssl.socketFactory" + rest);
        set("ssl.ca.file", "a.pem");
        properties.remove("mail.smtp.ssl.socketFactory");
        properties.put("mail.smtp.socketFactory", factory);
        assertRejected("mail.smtp.ssl.ca.file cannot be used with mail.smtp.socketFactory" + rest);
    }

    @Test
    void trustInAnyCertificateContradicts() throws Exception {
        set("ssl.trust", "mx.lab.test");
        set("ssl.pin", PIN);
        TlsException e = assertThrows(TlsException.class, () -> new TlsUpgrade(read(), "mx.lab.test", true));
        assertEquals(
                "mail.smtp.ssl.pin cannot be used for mx.lab.test, since mail.smtp.ssl.trust=mx.lab.test accepts any"
                        + " certificate of it: remove one of the two",
                e.getMessage());
        new TlsUpgrade(read(), "mx2.lab.test", true);
    }

    @Test
    void theDefaultContextOfTheApplicationContradicts() throws Exception {
        SSLContext before = SSLContext.getDefault();
        SSLContext own = SSLContext.getInstance("TLS");
        own.init(null, null, null);
        set("ssl.pin", PIN);
        SSLContext.setDefault(own);
        try {
            TlsException e = assertThrows(TlsException.class, () -> new TlsUpgrade(read(), "mx.lab.test", true));
            assertEquals(
                    "mail.smtp.ssl.pin cannot be used with the application's default SSLContext, which verifies certificates"
                            + " by its own rules: set mail.smtp.ssl.ca.file, too",
                    e.getMessage());
        } finally {
            SSLContext.setDefault(before);
        }
    }

    @Test
    void theOldestVersionIsOneOfTwo() {
        set("ssl.minprotocol", "TLSv1.1");
        assertRejected("mail.smtp.ssl.minprotocol=TLSv1.1 is not one of TLSv1.2, TLSv1.3");
        set("ssl.minprotocol", "tlsv1.3");
        assertEquals(List.of("TLSv1.3"), read().algorithms().allowed(List.of("TLSv1.3", "TLSv1.2", "SSLv2Hello")));
        set("ssl.minprotocol", "TLSv1.2");
        set("ssl.protocols", "TLSv1.1 TLSv1.2");
        assertEquals(List.of("TLSv1.2"), read().algorithms().allowed(List.of("TLSv1.3")));
        set("ssl.protocols", "TLSv1 TLSv1.1");
        assertRejected(
                "mail.smtp.ssl.minprotocol=TLSv1.2 excludes all versions of mail.smtp.ssl.protocols=TLSv1 TLSv1.1:"
                        + " remove one of the two");
    }

    private void assertRejected(String start) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, this::read);
        assertEquals(
                start,
                e.getMessage()
                        .substring(0, Math.min(start.length(), e.getMessage().length())));
        assertFalse(e.getMessage().contains("kept secret"));
    }

    private void set(String suffix, String value) {
        properties.put("mail.smtp." + suffix, value);
    }

    private TlsSettings read() {
        return TlsSettings.from(new MailProperties("smtp", properties));
    }
}
