package dev.parley.oauth2;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.sasl.Secret;
import dev.parley.settings.MailProperties;
import dev.parley.tls.pem.PemException;
import dev.parley.tls.pem.PrivateKeyReader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The private key of JWTs.
 *
 * @param file {@code mail.<protocol>.oauth2.jwt.key.file} (PEM file; none): the private key that signs the JWT of the grant
 *     {@code jwt_bearer}: RSA, or EC with the curve P-256, P-384 or P-521, as PKCS #8, also encrypted, PKCS #1 or SEC 1. It
 *     is read for each request
 * @param password null: none. {@code mail.<protocol>.oauth2.jwt.key.password} (secret; none): the password of an encrypted
 *     {@code oauth2.jwt.key.file}
 * @param id empty: none. {@code mail.<protocol>.oauth2.jwt.key.id} (text; none): the name that the authorization server has
 *     given to the key ("kid")
 */
public record SigningKey(String file, Secret password, String id) {
    static final String FILE = "oauth2.jwt.key.file";
    static final String PASSWORD = "oauth2.jwt.key.password";

    /**
     * How a key signs (RFC 7518 s3.1).
     *
     * @param algorithm of the JWT
     * @param signature of Java
     */
    private record Method(String algorithm, String signature) {}

    /**
     * A JWT in its compact form (RFC 7515 s7.1).
     *
     * @param claims texts and numbers
     * @param names the protocol's properties, for error messages
     */
    Secret sign(Map<String, Object> claims, MailProperties names) throws TokenException {
        PrivateKey key = read(names);
        Method method = method(key, names);
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", method.algorithm);
        header.put("typ", "JWT");
        if (!id.isEmpty()) {
            header.put("kid", id);
        }
        String signed = base64(json(header)) + "." + base64(json(claims));
        try {
            Signature signature = Signature.getInstance(method.signature);
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return Secret.of(signed + "." + base64(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw unusable(names, "it cannot sign with " + method.signature);
        }
    }

    private PrivateKey read(MailProperties names) throws TokenException {
        try {
            return PrivateKeyReader.read(
                    file, password, new PrivateKeyReader.Names(names.name(FILE), names.name(PASSWORD)));
        } catch (PemException e) {
            throw new TokenException(e.getMessage(), false, e);
        } catch (GeneralSecurityException e) {
            throw unusable(names, "this JDK cannot read it");
        }
    }

    private Method method(PrivateKey key, MailProperties names) throws TokenException {
        if (key.getAlgorithm().equals("RSA")) {
            return new Method("RS256", "SHA256withRSA");
        } else if (key instanceof ECKey curve) {
            int bits = curve.getParams().getOrder().bitLength();
            switch (bits) {
                case 256:
                    return new Method("ES256", "SHA256withECDSAinP1363Format");
                case 384:
                    return new Method("ES384", "SHA384withECDSAinP1363Format");
                case 521:
                    return new Method("ES512", "SHA512withECDSAinP1363Format");
                default:
                    break;
            }
        }
        throw unusable(names, "a JWT needs an RSA key, or an EC key with the curve P-256, P-384 or P-521");
    }

    private TokenException unusable(MailProperties names, String why) {
        return new TokenException(names.name(FILE) + "=" + file + " cannot be used: " + why, false, null);
    }

    private static byte[] json(Map<String, Object> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> member : members.entrySet()) {
                if (member.getValue() instanceof Long number) {
                    json.writeNumberField(member.getKey(), number);
                } else {
                    json.writeStringField(member.getKey(), (String) member.getValue());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
