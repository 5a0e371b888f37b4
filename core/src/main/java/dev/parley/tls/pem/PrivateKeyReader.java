package dev.parley.tls.pem;

import dev.parley.sasl.Secret;
import dev.parley.tls.pem.PemFile.Block;
import dev.parley.trace.Escaped;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;

/**
 * Reads a private key: PKCS #8 (RFC 5958), also encrypted (RFC 8018), PKCS #1 for RSA (RFC 8017 A.1.2) and SEC 1 for EC
 * (RFC 5915). The messages of its exceptions have nothing of the key or the password, and no cause that might.
 */
public final class PrivateKeyReader {
    private static final String CONVERT =
            "convert it with: openssl pkcs8 -topk8 -v2 aes-256-cbc -in <the file> -out <a new file>";
    private static final String CONVERT_SSH =
            "replace it by: ssh-keygen -p -m PKCS8 -f <the file> (only RSA and ECDSA)";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    /** AlgorithmIdentifier of rsaEncryption (RFC 8017 A.1). */
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    /** The object identifier of id-ecPublicKey (RFC 5480 s2.1.1). */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final int PARAMETERS = 0xa0; // [0] (RFC 5915 s3)

    private final PemFile file;
    private final Secret password;
    private final Names names;

    /**
     * The whole names of the properties, for error messages.
     *
     * @param file names the file with the key
     * @param password of an encrypted key
     */
    public record Names(String file, String password) {}

    /** @param password null: none */
    public PrivateKeyReader(PemFile file, Secret password, Names names) {
        this.file = file;
        this.password = password;
        this.names = names;
    }

    /**
     * The key in a file.
     *
     * @param password null: none
     */
    public static PrivateKey read(String path, Secret password, Names names)
            throws PemException, GeneralSecurityException {
        return new PrivateKeyReader(PemFile.read(names.file, path), password, names).read();
    }

    public PrivateKey read() throws PemException, GeneralSecurityException {
        Block block = block();
        if (block.encrypted()) {
            throw file.unusable(
                    block,
                    "an encrypted key of the form " + Escaped.text(block.label()) + " is not supported: " + CONVERT,
                    null);
        }
        byte[] encoded = switch (block.label()) {
            case "PRIVATE KEY" -> block.data();
            case "ENCRYPTED PRIVATE KEY" -> decrypted(block);
            case "RSA PRIVATE KEY" -> pkcs8(RSA, block);
            case "EC PRIVATE KEY" -> pkcs8(curve(block), block);
            default -> throw unsupported(block);
        };
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                continue; // It is a key for another algorithm.
            }
        }
        throw file.unusable(
                block,
                "the private key cannot be read: it is damaged, or of a type or curve that TLS or this JDK does not support",
                null);
    }

    private PemException unsupported(Block block) {
        boolean ssh = block.label().equals("OPENSSH PRIVATE KEY");
        return file.unusable(
                block,
                "a key of the form " + Escaped.text(block.label()) + " is not supported: "
                        + (ssh ? CONVERT_SSH : CONVERT),
                null);
    }

    private Block block() throws PemException {
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
                    "it contains no private key" + file.contents() + ". " + names.file
                            + " must name the file with the key",
                    null);
        }
        return found;
    }

    private byte[] decrypted(Block block) throws PemException {
        if (password == null) {
            throw file.unusable(block, "the private key is encrypted: set " + names.password, null);
        }
        try {
            return new EncryptedKey(block.data()).decrypted(password.octets());
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw file.unusable(
                    block,
                    "the private key cannot be decrypted with the password in " + names.password
                            + ": the password is wrong, or the key is damaged",
                    null);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw file.unusable(
                    block, "the private key is damaged, or its encryption is not supported: " + CONVERT, null);
        }
    }

    private static byte[] pkcs8(byte[] algorithm, Block block) {
        return Der.element(Der.SEQUENCE, VERSION_0, algorithm, Der.element(Der.OCTET_STRING, block.data()));
    }

    /** AlgorithmIdentifier of the curve that the key names (RFC 5915 s3). */
    private byte[] curve(Block block) throws PemException {
        try {
            Der key = new Der(block.data()).sequence();
            while (!key.isNext(PARAMETERS)) {
                key.next();
            }
            return Der.element(Der.SEQUENCE, EC, key.next());
        } catch (IOException e) {
            throw file.unusable(block, "the private key is damaged, or does not name its curve", null);
        }
    }
}
