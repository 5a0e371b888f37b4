package dev.parley.tls.pem;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decrypts a private key of PKCS #8 (RFC 5958 s3). PBES2 (RFC 8018 s6.2) is read here: the JDK supports it only with AES
 * and an ASCII password. The older PBES1 is left to the JDK.
 */
final class EncryptedKey {
    private static final String PBES2 = "2a864886f70d01050d";
    private static final String PBKDF2 = "2a864886f70d01050c";
    private static final String HMAC_SHA1 = "2a864886f70d0207";
    private static final String TRIPLE_DES = "2a864886f70d0307";

    private final byte[] info;

    /** @param info EncryptedPrivateKeyInfo */
    EncryptedKey(byte[] info) {
        this.info = info;
    }

    /**
     * The key in PKCS #8.
     *
     * @param password in UTF-8
     * @throws BadPaddingException when the password is wrong, or the encrypted part is damaged
     * @throws GeneralSecurityException when the JDK does not support an algorithm
     * @throws IOException when the data is damaged, or has another form
     */
    byte[] decrypted(byte[] password) throws IOException, GeneralSecurityException {
        char[] characters = StandardCharsets.UTF_8
                .decode(ByteBuffer.wrap(password))
                .toString()
                .toCharArray();
        PBEKeySpec spec = new PBEKeySpec(characters);
        Der parts = new Der(info).sequence();
        Der algorithm = parts.sequence();
        byte[] key;
        try {
            key = identifier(algorithm).equals(PBES2)
                    ? decrypted(algorithm.sequence(), characters, parts.next(Der.OCTET_STRING))
                    : decryptedByJdk(spec);
        } finally {
            spec.clearPassword();
            Arrays.fill(characters, ' ');
        }
        if (!new Der(key).isNext(Der.SEQUENCE)) {
            throw new BadPaddingException(); // The padding of meaningless data was right by chance.
        }
        return key;
    }

    private byte[] decryptedByJdk(PBEKeySpec password) throws IOException, GeneralSecurityException {
        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(info);
        String algorithm = encrypted.getAlgName();
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(password),
                encrypted.getAlgParameters());
        return cipher.doFinal(encrypted.getEncryptedData());
    }

    /** @param parameters PBES2-params (RFC 8018 A.4) */
    private static byte[] decrypted(Der parameters, char[] password, byte[] data)
            throws IOException, GeneralSecurityException {
        Der derivation = parameters.sequence();
        Der encryption = parameters.sequence();
        if (!identifier(derivation).equals(PBKDF2)) {
            throw new NoSuchAlgorithmException();
        }
        Der pbkdf2 = derivation.sequence();
        byte[] salt = pbkdf2.next(Der.OCTET_STRING);
        int iterations = new BigInteger(pbkdf2.next(Der.INTEGER)).intValueExact();
        if (pbkdf2.isNext(Der.INTEGER)) {
            pbkdf2.next(Der.INTEGER); // The length of the key, which the cipher has, too.
        }
        String hash = hash(pbkdf2.isAtEnd() ? HMAC_SHA1 : identifier(pbkdf2.sequence()));
        String cipherName = identifier(encryption);
        int bits = bits(cipherName);
        PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, bits);
        byte[] derived = SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash)
                .generateSecret(spec)
                .getEncoded();
        spec.clearPassword();
        String algorithm = cipherName.equals(TRIPLE_DES) ? "DESede" : "AES";
        Cipher cipher = Cipher.getInstance(algorithm + "/CBC/PKCS5Padding");
        IvParameterSpec start = new IvParameterSpec(encryption.next(Der.OCTET_STRING));
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(derived, algorithm), start);
        return cipher.doFinal(data);
    }

    private static String identifier(Der algorithm) throws IOException {
        return HexFormat.of().formatHex(algorithm.next(Der.OBJECT_IDENTIFIER));
    }

    private static String hash(String identifier) throws NoSuchAlgorithmException {
        return switch (identifier) {
            case HMAC_SHA1 -> "SHA1";
            case "2a864886f70d0208" -> "SHA224";
            case "2a864886f70d0209" -> "SHA256";
            case "2a864886f70d020a" -> "SHA384";
            case "2a864886f70d020b" -> "SHA512";
            default -> throw new NoSuchAlgorithmException();
        };
    }

    /** The length of a cipher's key: DES-EDE3-CBC, or AES-CBC (RFC 8018 B.2). */
    private static int bits(String identifier) throws NoSuchAlgorithmException {
        return switch (identifier) {
            case TRIPLE_DES -> 192;
            case "608648016503040102" -> 128;
            case "608648016503040116" -> 192;
            case "60864801650304012a" -> 256;
            default -> throw new NoSuchAlgorithmException();
        };
    }
}
