package dev.parley.replay;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;

/** The server's side of SCRAM (RFC 5802), for one login. */
final class ScramServer {
    private static final String NONCE = "3rfcNHYJY1ZVvWVs7j";
    private static final byte[] SALT = {1, 2, 3, 4, 5, 6, 7, 8};
    static final int ITERATIONS = 4096;

    private final String hash;
    private final boolean plus;
    private final String password;
    private final int iterations;
    private final Optional<SSLSession> tls;
    private String header = "";
    private String clientFirst = "";
    private String serverFirst = "";
    private String next = "e=other-error";

    /** @param tls the session of the server, on a connection with TLS */
    ScramServer(Step.Scram login, Optional<SSLSession> tls) {
        this.hash = login.mechanism().replaceAll("^SCRAM-|-PLUS$", "");
        this.plus = login.mechanism().endsWith("-PLUS");
        this.password = login.password();
        this.iterations = login.iterations();
        this.tls = tls;
    }

    /** The response to the last message of the client. */
    String next() {
        return next;
    }

    void receive(String message) {
        try {
            next = serverFirst.isEmpty() ? first(message) : last(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String first(String message) {
        String[] parts = message.split(",", 3);
        header = parts[0] + "," + parts[1] + ",";
        clientFirst = parts[2];
        String nonce = clientFirst.substring(clientFirst.indexOf(",r=") + ",r=".length());
        serverFirst = "r=" + nonce + NONCE + ",s=" + Base64.getEncoder().encodeToString(SALT) + ",i=" + iterations;
        return serverFirst;
    }

    private String last(String message) throws GeneralSecurityException {
        Optional<byte[]> binding = plus ? binding(header.replaceAll("^p=|,.*", "")) : Optional.of(new byte[0]);
        if (binding.isEmpty()) {
            return "e=unsupported-channel-binding-type";
        }
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(header.getBytes(StandardCharsets.UTF_8));
        expected.writeBytes(binding.get());
        String withoutProof = message.replaceAll(",p=[^,]*$", "");
        String nonce = serverFirst.split(",")[0];
        if (!withoutProof.equals("c=" + Base64.getEncoder().encodeToString(expected.toByteArray()) + "," + nonce)) {
            return "e=channel-bindings-dont-match";
        }
        byte[] transcript = (clientFirst + "," + serverFirst + "," + withoutProof).getBytes(StandardCharsets.UTF_8);
        byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash.replace("-", ""))
                .generateSecret(
                        new PBEKeySpec(password.toCharArray(), SALT, iterations, digest().getDigestLength() * 8))
                .getEncoded();
        byte[] clientKey = hmac(salted, "Client Key".getBytes(StandardCharsets.UTF_8));
        byte[] proof = hmac(digest().digest(clientKey), transcript);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        if (!Arrays.equals(proof, Base64.getDecoder().decode(message.substring(withoutProof.length() + 3)))) {
            return "e=invalid-proof";
        }
        byte[] serverKey = hmac(salted, "Server Key".getBytes(StandardCharsets.UTF_8));
        return "v=" + Base64.getEncoder().encodeToString(hmac(serverKey, transcript));
    }

    /** The server's data of a type of channel binding (RFC 5929 s4, RFC 9266 s2); empty: the server does not support it. */
    private Optional<byte[]> binding(String type) throws GeneralSecurityException {
        return switch (type) {
            case "tls-server-end-point" -> Optional.of(endPoint());
            case "tls-exporter" -> exporter();
            default -> Optional.empty();
        };
    }

    private byte[] endPoint() throws GeneralSecurityException {
        X509Certificate own = (X509Certificate) tls.orElseThrow().getLocalCertificates()[0];
        String signature = own.getSigAlgName();
        String algorithm = signature.matches("SHA(384|512).*") ? "SHA-" + signature.substring(3, 6) : "SHA-256";
        return MessageDigest.getInstance(algorithm).digest(own.getEncoded());
    }

    /** Only Java 25 and later can compute it. */
    private Optional<byte[]> exporter() {
        try {
            Method export = ExtendedSSLSession.class.getMethod(
                    "exportKeyingMaterialData", String.class, byte[].class, int.class);
            return Optional.of((byte[]) export.invoke(tls.orElseThrow(), "EXPORTER-Channel-Binding", new byte[0], 32));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private MessageDigest digest() throws GeneralSecurityException {
        return MessageDigest.getInstance(hash);
    }

    private byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        String algorithm = "Hmac" + hash.replace("-", "");
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(message);
    }
}
