package dev.parley.tls;

import dev.parley.sasl.Secret;
import dev.parley.settings.MailProperties;
import dev.parley.tls.PemFile.Block;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Reads a private key: PKCS #8 (RFC 5958), also encrypted (RFC 8018), PKCS #1 for RSA (RFC 8017 A.1.2) and SEC 1 for EC
 * (RFC 5915). The messages of its exceptions have nothing of the key or the password, and no cause that might.
 */
final class PrivateKeyReader {
    private static final String CONVERT =
            "convert it with: openssl pkcs8 -topk8 -v2 aes-256-cbc -in <the file> -out <a new file>";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    /** AlgorithmIdentifier of rsaEncryption (RFC 8017 A.1). */
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    /** The object identifier of id-ecPublicKey (RFC 5480 s2.1.1). */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 4;
    private static final int PARAMETERS = 0xa0;

    private final PemFile file;
    private final Secret password;
    private final MailProperties names;

    /**
     * @param password null: none
     * @param names the protocol's properties, for error messages
     */
    PrivateKeyReader(PemFile file, Secret password, MailProperties names) {
        this.file = file;
        this.password = password;
        this.names = names;
    }

    PrivateKey read() throws TlsException, GeneralSecurityException {
        Block block = block();
        if (block.encrypted()) {
            throw file.unusable(block, "the encryption of the private key is not supported: " + CONVERT, null);
        }
        PKCS8EncodedKeySpec encoded = switch (block.label()) {
            case "PRIVATE KEY" -> new PKCS8EncodedKeySpec(block.data());
            case "ENCRYPTED PRIVATE KEY" -> decrypted(block);
            case "RSA PRIVATE KEY" -> pkcs8(RSA, block);
            case "EC PRIVATE KEY" -> pkcs8(curve(block), block);
            default ->
                throw file.unusable(
                        block, "a key of the form " + block.label() + " is not supported: " + CONVERT, null);
        };
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                continue; // It is a key for another algorithm.
            }
        }
        throw file.unusable(
                block,
                "the private key cannot be read: it is damaged, or of a type or curve that this JDK does not support",
                null);
    }

    private String passwordProperty() {
        return names.name("ssl.key.password");
    }

    private Block block() throws TlsException {
        Block found = null;
        for (Block block : file.blocks()) {
            if (block.label().endsWith("PRIVATE KEY")) {
                if (found != null) {
                    throw file.unusable(block, "this is a second private key: leave one in the file", null);
                }
                found = block;
            }
        }
        if (found == null) {
            throw file.unusable(
                    "it contains no private key" + file.contents() + ". " + names.name("ssl.key.file")
                            + " must name the file with the key",
                    null);
        }
        return found;
    }

    private PKCS8EncodedKeySpec decrypted(Block block) throws TlsException {
        if (password == null) {
            throw file.unusable(block, "the private key is encrypted: set " + passwordProperty(), null);
        }
        char[] characters = new String(password.octets(), StandardCharsets.UTF_8).toCharArray();
        for (char c : characters) {
            if (c < ' ' || c > '~') {
                throw file.unusable(
                        block,
                        "the password in " + passwordProperty()
                                + " contains a character that is not printable ASCII, which the JDK does not support",
                        null);
            }
        }
        EncryptedPrivateKeyInfo info;
        Cipher cipher;
        try {
            info = new EncryptedPrivateKeyInfo(block.data());
            String algorithm = algorithm(info);
            cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(characters)),
                    info.getAlgParameters());
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw file.unusable(
                    block, "the private key is damaged, or this JDK does not support its encryption: " + CONVERT, null);
        } finally {
            Arrays.fill(characters, ' ');
        }
        try {
            return info.getKeySpec(cipher);
        } catch (InvalidKeySpecException e) {
            throw file.unusable(
                    block,
                    "the private key cannot be decrypted with the password in " + passwordProperty()
                            + ": the password is wrong, or the key is damaged",
                    null);
        }
    }

    /** The parameters of PBES2 (RFC 8018 A.4), and not its name, have the algorithms. */
    private static String algorithm(EncryptedPrivateKeyInfo info) {
        String name = info.getAlgName();
        return name.equals("PBES2") || name.equals("1.2.840.113549.1.5.13")
                ? String.valueOf(info.getAlgParameters())
                : name;
    }

    /** AlgorithmIdentifier of the curve that the key names (RFC 5915 s3). */
    private byte[] curve(Block block) throws TlsException {
        byte[] key = content(block.data(), SEQUENCE);
        byte[] curve = key == null ? null : content(key, PARAMETERS);
        if (curve == null) {
            throw file.unusable(block, "the private key does not name its curve: " + CONVERT, null);
        }
        return element(SEQUENCE, EC, curve);
    }

    private static PKCS8EncodedKeySpec pkcs8(byte[] algorithm, Block block) {
        return new PKCS8EncodedKeySpec(element(SEQUENCE, VERSION_0, algorithm, element(OCTET_STRING, block.data())));
    }

    /** A DER element (X.690 s8.1.3). */
    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (length > 0xffff) {
            element.write(0x83);
            element.write(length >> 16);
            element.write(length >> 8);
        } else if (length > 0xff) {
            element.write(0x82);
            element.write(length >> 8);
        } else if (length > 0x7f) {
            element.write(0x81);
        }
        element.write(length);
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    /** The content of the first element that has this tag; null: there is none. */
    private static byte[] content(byte[] elements, int tag) {
        int at = 0;
        while (at + 1 < elements.length) {
            int length = elements[at + 1] & 0xff;
            int start = at + 2;
            if (length > 0x7f) {
                int octets = length & 0x7f;
                if (octets > 3 || start + octets > elements.length) {
                    return null;
                }
                length = 0;
                for (int i = 0; i < octets; i++) {
                    length = length << 8 | elements[start + i] & 0xff;
                }
                start += octets;
            }
            if (start + length > elements.length) {
                return null;
            }
            if ((elements[at] & 0xff) == tag) {
                return Arrays.copyOfRange(elements, start, start + length);
            }
            at = start + length;
        }
        return null;
    }
}
