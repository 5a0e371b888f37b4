package dev.parley.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sasl.Secret;
import dev.parley.settings.MailProperties;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Properties;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyReaderTest {
    private static final MailProperties NAMES = new MailProperties("smtp", new Properties());
    private static final String PASSWORD = "kept secret";
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final byte[] P256 = HexFormat.of().parseHex("06082a8648ce3d030107");
    private static final byte[] PBES2 = HexFormat.of().parseHex("06092a864886f70d01050d");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
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
                "line 1: the private key does not name its curve: convert it with: ",
                "EC PRIVATE KEY",
                der(0x30, der(2, new byte[] {1}), der(4, number)),
                null);
        assertProblem(
                "line 1: the private key does not name its curve: ", "EC PRIVATE KEY", new byte[] {0x30, -1, 1}, null);
        assertProblem(
                "line 1: the private key does not name its curve: ", "EC PRIVATE KEY", new byte[] {0x30, 100}, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PBEWithHmacSHA256AndAES_256", "PBEWithHmacSHA1AndAES_128", "PBEWithSHA1AndDESede"})
    void isEncrypted(String algorithm) throws Exception {
        PrivateKey key = pair("EC").getPrivate();
        byte[] encrypted = encrypted(key, algorithm);
        assertEquals(key, read(ENCRYPTED, encrypted, PASSWORD));
        assertProblem(
                "line 1: the private key is encrypted: set mail.smtp.ssl.key.password", ENCRYPTED, encrypted, null);
        assertProblem(
                "line 1: the private key cannot be decrypted with the password in mail.smtp.ssl.key.password: the password"
                        + " is wrong, or the key is damaged",
                ENCRYPTED,
                encrypted,
                "wrong");
        assertProblem(
                "line 1: the password in mail.smtp.ssl.key.password contains a character that is not printable ASCII, which"
                        + " the JDK does not support",
                ENCRYPTED,
                encrypted,
                "m\u00fcller");
    }

    @Test
    void isDamaged() throws Exception {
        assertProblem(
                "line 1: the private key cannot be read: it is damaged, or of a type", PKCS8, new byte[] {1, 2}, null);
        assertProblem(
                "line 1: the private key is damaged, or this JDK does not", ENCRYPTED, new byte[] {1, 2}, PASSWORD);
    }

    @Test
    void theFormIsNotSupported() throws Exception {
        assertProblem(
                "line 1: a key of the form OPENSSH PRIVATE KEY is not supported: convert it with: openssl pkcs8 -topk8",
                "OPENSSH PRIVATE KEY",
                new byte[] {1, 2},
                null);
        Path file = write("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAQID\n"
                + "-----END RSA PRIVATE KEY-----\n");
        assertProblem("line 1: the encryption of the private key is not supported: convert it with: ", file, PASSWORD);
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
        TlsException e = assertThrows(TlsException.class, () -> read(file, password));
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

    private Path write(String text) throws Exception {
        return Files.writeString(folder.resolve("key.pem"), text);
    }

    private static String block(String label, byte[] data) {
        return "-----BEGIN " + label + "-----\n" + Base64.getEncoder().encodeToString(data) + "\n-----END " + label
                + "-----\n";
    }

    private static KeyPair pair(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("RSA")) {
            generator.initialize(2048);
        } else if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        }
        return generator.generateKeyPair();
    }

    /** EncryptedPrivateKeyInfo (RFC 5208 s6), as openssl writes it. */
    private static byte[] encrypted(PrivateKey key, String algorithm) throws Exception {
        Cipher cipher = Cipher.getInstance(algorithm);
        boolean second = algorithm.contains("AES");
        AlgorithmParameterSpec parameters = second
                ? new PBEParameterSpec(new byte[16], 2048, new IvParameterSpec(new byte[16]))
                : new PBEParameterSpec(new byte[8], 2048);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(PASSWORD.toCharArray())),
                parameters);
        byte[] name = second ? PBES2 : HexFormat.of().parseHex("060a2a864886f70d010c0103");
        return der(
                0x30, der(0x30, name, cipher.getParameters().getEncoded()), der(4, cipher.doFinal(key.getEncoded())));
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
