package dev.parley.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sasl.Secret;
import dev.parley.tls.pem.PemException;
import dev.parley.tls.pem.PemFile;
import dev.parley.tls.pem.PrivateKeyReader;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyReaderTest {
    private static final PrivateKeyReader.Names NAMES =
            new PrivateKeyReader.Names("mail.smtp.ssl.key.file", "mail.smtp.ssl.key.password");
    private static final String PASSWORD = "kept secret";
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final byte[] P256 = HexFormat.of().parseHex("06082a8648ce3d030107");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "RSASSA-PSS", "EC", "Ed25519", "Ed448"})
    void isPkcs8(String algorithm) throws Exception {
        KeyPair pair = pair(algorithm);
        PrivateKey read = read(PKCS8, pair.getPrivate().getEncoded(), null);
        assertEquals(pair.getPrivate(), read);
        assertTrue(ClientKey.isPair(read, pair.getPublic()));
        assertFalse(ClientKey.isPair(read, pair(algorithm).getPublic()));
        assertFalse(ClientKey.isPair(
                read, pair(algorithm.equals("RSA") ? "EC" : "RSA").getPublic()));
    }

    @Test
    void keysOfDifferentCurvesAreNoPair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        assertFalse(ClientKey.isPair(
                pair("EC").getPrivate(), generator.generateKeyPair().getPublic()));
    }

    @Test
    void isPkcs1() throws Exception {
        PrivateKey key = pair("RSA").getPrivate();
        byte[] pkcs8 = key.getEncoded();
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length); // after the heads of the elements, for 2048 bits
        assertEquals(key, read("RSA PRIVATE KEY", pkcs1, null));
    }

    @Test
    void isSec1() throws Exception {
        KeyPair pair = pair("EC");
        byte[] number = number((ECPrivateKey) pair.getPrivate());
        byte[] sec1 = der(0x30, der(2, new byte[] {1}), der(4, number), der(0xa0, P256));
        assertTrue(ClientKey.isPair(read("EC PRIVATE KEY", sec1, null), pair.getPublic()));
    }

    @Test
    void theCurveIsMissing() throws Exception {
        byte[] number = number((ECPrivateKey) pair("EC").getPrivate());
        assertProblem(
                "line 1: the private key is damaged, or does not name its curve",
                "EC PRIVATE KEY",
                der(0x30, der(2, new byte[] {1}), der(4, number)),
                null);
        assertProblem(
                "line 1: the private key is damaged, or does not name its curve",
                "EC PRIVATE KEY",
                new byte[] {0x30, -1, 1},
                null);
        assertProblem(
                "line 1: the private key is damaged, or does not name its curve",
                "EC PRIVATE KEY",
                new byte[] {0x30, 100},
                null);
    }

    /** Files that openssl wrote, with one key. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pbes2-default",
                "pbes2-aes128-sha1",
                "pbes2-aes192-sha512",
                "pbes2-des3",
                "pbes1-3des",
                "pbes1-md5-des"
            })
    void isEncrypted(String name) throws Exception {
        Path file = resource(name);
        assertTrue(ClientKey.isPair(read(file, PASSWORD), publicKey()));
        assertProblem("line 1: the private key is encrypted: set mail.smtp.ssl.key.password", file, null);
        assertProblem(
                "line 1: the private key cannot be decrypted with the password in mail.smtp.ssl.key.password: the password"
                        + " is wrong, or the key is damaged",
                file,
                "wrong");
    }

    /** About one of 256 wrong passwords leaves a valid padding. */
    @Test
    void aWrongPasswordIsNeverADamagedKey() throws Exception {
        Path file = resource("pbes1-md5-des");
        for (int i = 0; i < 1000; i++) {
            assertProblem("line 1: the private key cannot be decrypted with the password in ", file, "wrong" + i);
        }
    }

    @Test
    void thePasswordIsInUtf8() throws Exception {
        Path file = resource("pbes2-utf8");
        assertTrue(ClientKey.isPair(read(file, "m\u00fctze"), publicKey()));
        assertProblem("line 1: the private key cannot be decrypted with ", file, "mutze");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scrypt", "pbes2-aria"})
    void theEncryptionIsNotSupported(String name) throws Exception {
        assertProblem(
                "line 1: the private key is damaged, or its encryption is not supported: convert it with: openssl pkcs8",
                resource(name),
                PASSWORD);
    }

    /** Also after a block with the parameters of the curve. */
    @ParameterizedTest
    @ValueSource(strings = {"sec1", "pkcs8"})
    void isOfOpenssl(String name) throws Exception {
        assertTrue(ClientKey.isPair(read(resource(name), null), publicKey()));
        assertTrue(ClientKey.isPair(read(resource(name), "not needed"), publicKey()));
    }

    /** An incomplete key is an error without a part of it. */
    @ParameterizedTest
    @ValueSource(strings = {"pbes2-default", "pbes1-3des", "pkcs8", "sec1"})
    void isCut(String name) throws Exception {
        PemFile file = PemFile.read("mail.smtp.ssl.key.file", resource(name).toString());
        PemFile.Block block = file.blocks().get(file.blocks().size() - 1);
        for (int length = 1; length < block.data().length; length++) {
            assertProblem("line 1: ", block.label(), Arrays.copyOf(block.data(), length), PASSWORD);
        }
    }

    @Test
    void isDamaged() throws Exception {
        assertProblem(
                "line 1: the private key cannot be read: it is damaged, or of a type", PKCS8, new byte[] {1, 2}, null);
        assertProblem("line 1: the private key is damaged, or its encryption", ENCRYPTED, new byte[] {1, 2}, PASSWORD);
    }

    @Test
    void theFormIsNotSupported() throws Exception {
        assertProblem(
                "line 1: a key of the form OPENSSH PRIVATE KEY is not supported: replace it by: ssh-keygen -p -m PKCS8 ",
                "OPENSSH PRIVATE KEY",
                new byte[] {1, 2},
                null);
        assertProblem(
                "line 1: a key of the form DSA PRIVATE KEY is not supported: convert it with: openssl pkcs8 -topk8",
                "DSA PRIVATE KEY",
                new byte[] {1, 2},
                null);
        assertProblem(
                "line 1: an encrypted key of the form EC PRIVATE KEY is not supported: convert it with: ",
                resource("headers"),
                PASSWORD);
    }

    @Test
    void thereIsNotOneKey() throws Exception {
        byte[] key = pair("EC").getPrivate().getEncoded();
        assertProblem(
                "it contains no private key, only OTHER. mail.smtp.ssl.key.file must name the file with the key",
                write(block("OTHER", key)),
                null);
        assertProblem(
                "line 4: this is a second private key: leave one in the file",
                write(block(PKCS8, key) + block(PKCS8, key)),
                null);
    }

    private void assertProblem(String problem, String label, byte[] data, String password) throws Exception {
        assertProblem(problem, write(block(label, data)), password);
    }

    /** Nothing of the password or the key is in the exception, and no cause that might have it. */
    private static void assertProblem(String problem, Path file, String password) {
        PemException e = assertThrows(PemException.class, () -> read(file, password));
        String start = "mail.smtp.ssl.key.file=" + file + " cannot be used: " + problem;
        assertTrue(e.getMessage().startsWith(start), e.getMessage());
        assertNull(e.getCause());
        assertFalse(e.getMessage().contains(PASSWORD));
    }

    private PrivateKey read(String label, byte[] data, String password) throws Exception {
        return read(write(block(label, data)), password);
    }

    private static PrivateKey read(Path file, String password) throws Exception {
        PemFile pem = PemFile.read("mail.smtp.ssl.key.file", file.toString());
        return new PrivateKeyReader(pem, password == null ? null : Secret.of(password), NAMES).read();
    }

    private static Path resource(String name) throws Exception {
        return Path.of(
                PrivateKeyReaderTest.class.getResource("keys/" + name + ".pem").toURI());
    }

    private static PublicKey publicKey() throws Exception {
        byte[] data =
                PemFile.read("", resource("public").toString()).blocks().get(0).data();
        return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(data));
    }

    private Path write(String text) throws Exception {
        return Files.writeString(folder.resolve("key.pem"), text);
    }

    private static String block(String label, byte[] data) {
        return "-----BEGIN " + label + "-----\n" + Base64.getEncoder().encodeToString(data) + "\n-----END " + label
                + "-----\n";
    }

    private static KeyPair pair(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.startsWith("RSA")) {
            generator.initialize(2048);
        } else if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        }
        return generator.generateKeyPair();
    }

    private static byte[] number(ECPrivateKey key) {
        byte[] number = new byte[32];
        byte[] least = new BigInteger(1, key.getS().toByteArray()).toByteArray();
        int skipped = Math.max(0, least.length - number.length);
        System.arraycopy(least, skipped, number, number.length - least.length + skipped, least.length - skipped);
        return number;
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.size() > 0xff) {
            element.write(0x82);
            element.write(content.size() >> 8);
        } else if (content.size() > 0x7f) {
            element.write(0x81);
        }
        element.write(content.size());
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
