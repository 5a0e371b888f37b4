package dev.parley.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.tls.pem.PemException;
import dev.parley.tls.pem.PemFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each message has the property, the file and the line. */
class PemFileTest {
    private static final String PROPERTY = "mail.smtp.ssl.ca.file";

    @TempDir
    Path folder;

    @Test
    void readsTheBlocksAndIgnoresOtherText() throws Exception {
        String text = "Bag Attributes\n  friendlyName: x\n" + block("ONE", "AQID") + "\r\ntext\r\n"
                + block("TWO WORDS", "BAUG\nBwg=").replace("\n", "\r\n");
        List<PemFile.Block> blocks = read(text).blocks();
        assertEquals(2, blocks.size());
        assertEquals("ONE", blocks.get(0).label());
        assertEquals(3, blocks.get(0).line());
        assertArrayEquals(new byte[] {1, 2, 3}, blocks.get(0).data());
        assertEquals("TWO WORDS", blocks.get(1).label());
        assertArrayEquals(new byte[] {4, 5, 6, 7, 8}, blocks.get(1).data());
        assertFalse(blocks.get(1).encrypted());
    }

    @Test
    void aByteOrderMarkIsIgnored() throws Exception {
        assertEquals(1, read("\ufeff" + block("ONE", "AQID")).blocks().size());
    }

    @Test
    void readsCertificatesInTheirOrder() throws Exception {
        X509Certificate[] roots = JdkStores.trustManager().getAcceptedIssuers();
        String text = pem(roots[0]) + block("PRIVATE KEY", "AQID") + pem(roots[1]);
        assertEquals(List.of(roots[0], roots[1]), read(text).certificates());
    }

    @Test
    void aHeaderDeclaresEncryption() throws Exception {
        String headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n";
        assertTrue(
                read(block("RSA PRIVATE KEY", headers + "AQID")).blocks().get(0).encrypted());
    }

    @Test
    void isMissing() {
        Path missing = folder.resolve("missing.pem");
        PemException e = assertThrows(PemException.class, () -> PemFile.read(PROPERTY, missing.toString()));
        assertEquals(PROPERTY + "=" + missing + " cannot be used: there is no file", e.getMessage());
        PemException relative = assertThrows(PemException.class, () -> PemFile.read(PROPERTY, "missing.pem"));
        assertEquals(
                PROPERTY + "=missing.pem cannot be used: there is no file "
                        + Path.of("missing.pem").toAbsolutePath(),
                relative.getMessage());
    }

    @Test
    void isAFolder() {
        PemException e = assertThrows(PemException.class, () -> PemFile.read(PROPERTY, folder.toString()));
        assertTrue(
                e.getMessage().startsWith(PROPERTY + "=" + folder + " cannot be used: it cannot be read: "),
                e.getMessage());
    }

    @Test
    void isTooLarge() throws Exception {
        Path file = folder.resolve("large.pem");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(16 * 1024 * 1024 + 1);
        }
        PemException e = assertThrows(PemException.class, () -> PemFile.read(PROPERTY, file.toString()));
        assertEquals(PROPERTY + "=" + file + " cannot be used: it is larger than 16 MiB", e.getMessage());
    }

    /** A name of a file cannot add a line to a message. */
    @Test
    void theNameIsEscaped() {
        PemException e = assertThrows(PemException.class, () -> PemFile.read(PROPERTY, "/no\nfix: \u001bx"));
        assertEquals(PROPERTY + "=/no\\x0afix: \\x1bx cannot be used: there is no file", e.getMessage());
    }

    @Test
    void isIncomplete() {
        String cut = "the block has no line -----END CERTIFICATE-----, so the file is incomplete";
        assertFailure("line 2: " + cut, "\n-----BEGIN CERTIFICATE-----\nAQID\n");
        assertFailure("line 1: " + cut, "-----BEGIN CERTIFICATE-----\nAQID\n" + block("CERTIFICATE", "AQID"));
        assertFailure("line 1: " + cut, "-----BEGIN CERTIFICATE-----\nAQID\n-----END OTHER-----\n");
        assertFailure("line 4: the block is empty", block("ONE", "AQID") + block("TWO", ""));
        assertFailure("line 1: the block is not base64: a part is missing", block("ONE", "AQIDA"));
    }

    @Test
    void isNotBase64() {
        assertFailure("line 3 is not base64", block("PRIVATE KEY", "AQID\nsecret?"));
    }

    @Test
    void hasNoCertificate() throws Exception {
        String none = "it contains no certificate";
        assertNoCertificate(
                none + ", only PRIVATE KEY, EC PARAMETERS",
                block("PRIVATE KEY", "AQID") + block("EC PARAMETERS", "AQID"));
        assertNoCertificate(
                none
                        + ": it has no line that begins with -----BEGIN. If it is a DER or PKCS #12 file, convert it to PEM with"
                        + " openssl",
                "0\u0082");
        assertNoCertificate(
                none
                        + ": it has no line that begins with -----BEGIN. If it is a DER or PKCS #12 file, convert it to PEM with"
                        + " openssl",
                "");
    }

    @Test
    void theCertificateIsDamaged() throws Exception {
        PemFile file = read("text\n" + block("CERTIFICATE", "AQID"));
        PemException e = assertThrows(PemException.class, file::certificates);
        assertTrue(
                e.getMessage().contains("file.pem cannot be used: line 2: the certificate cannot be read: "),
                e.getMessage());
    }

    private void assertNoCertificate(String problem, String text) throws IOException {
        PemFile file = read(text);
        assertProblem(problem, assertThrows(PemException.class, file::certificates));
    }

    private void assertFailure(String problem, String text) {
        assertProblem(problem, assertThrows(PemException.class, () -> read(text)));
    }

    private void assertProblem(String problem, PemException e) {
        assertEquals(PROPERTY + "=" + folder.resolve("file.pem") + " cannot be used: " + problem, e.getMessage());
    }

    private PemFile read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("file.pem"), text);
        return PemFile.read(PROPERTY, file.toString());
    }

    static String pem(X509Certificate certificate) throws Exception {
        return block(
                "CERTIFICATE",
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(certificate.getEncoded()));
    }

    private static String block(String label, String content) {
        return "-----BEGIN " + label + "-----\n" + content + "\n-----END " + label + "-----\n";
    }
}
