package dev.parley.oauth2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.net.ConnectAttempt;
import dev.parley.testing.TokenServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent, for each grant. */
class TokenRequestTest extends TokenTest {
    @TempDir
    Path folder;

    @Test
    void theClientAuthenticatesByBasicAuthentication() throws IOException {
        set("scope", "mail.send, offline");
        get();
        assertEquals(Map.of("grant_type", "client_credentials", "scope", "mail.send offline"), sent().form());
        String pair = "parley-client:s3cret-of+the+client%2B%2F%26%3D"; // RFC 6749 s2.3.1
        assertEquals(
                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)),
                sent().authorization());
        assertEquals(List.of("application/json"), sent().headers().get("Accept"));
        assertNull(sent().headers().get("Cookie"));
    }

    @Test
    void theClientAuthenticatesInTheForm() throws IOException {
        set("client.authentication", "post");
        get();
        assertEquals(
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        TokenServer.CLIENT_ID,
                        "client_secret",
                        TokenServer.CLIENT_SECRET),
                sent().form());
        assertNull(sent().authorization());
    }

    @Test
    void theSecretIsReadForEachRequest() throws IOException {
        Path file = folder.resolve("secret");
        unset("client.secret");
        set("client.secret.file", file.toString());
        assertTrue(failure()
                .getMessage()
                .startsWith("mail.smtp.oauth2.client.secret.file=" + file + ": it cannot be read"));
        Files.writeString(file, "\n");
        assertTrue(failure().getMessage().endsWith(": its first line is empty"));
        Files.writeString(file, "wrong secret\n");
        assertTrue(failure().isRejection());
        Files.writeString(file, TokenServer.CLIENT_SECRET + "\r\nnot a part of it");
        get();
    }

    @Test
    void aPublicClientSendsItsIdentifier() throws IOException {
        unset("client.secret");
        useRefreshToken();
        get();
        assertEquals(
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        TokenServer.REFRESH_TOKEN,
                        "client_id",
                        TokenServer.CLIENT_ID),
                sent().form());
        assertNull(sent().authorization());
    }

    @ParameterizedTest
    @CsvSource({"RSA,2048,RS256", "EC,secp256r1,ES256", "EC,secp384r1,ES384", "EC,secp521r1,ES512"})
    void aJwtIsSignedByTheKey(String algorithm, String size, String signature) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("RSA")) {
            generator.initialize(Integer.parseInt(size));
        } else {
            generator.initialize(new ECGenParameterSpec(size));
        }
        useKey(generator.generateKeyPair());
        set("scope", "https://mail.google.com/");
        set("jwt.key.id", "key \"1\"");
        set("jwt.issuer", "service@lab.test");
        get();
        assertEquals(
                Set.of("grant_type", "assertion", "scope", "client_id"),
                sent().form().keySet());
        assertEquals(JWT_GRANT, sent().form().get("grant_type"));
        String jwt = sent().form().get("assertion");
        assertEquals(Map.of("alg", signature, "typ", "JWT", "kid", "key \"1\""), TokenServer.part(jwt, 0));
        Map<String, Object> claims = TokenServer.part(jwt, 1);
        assertTrue(claims.get("jti").toString().length() > 30);
        claims.remove("jti");
        assertEquals(
                Map.of(
                        "iss",
                        "service@lab.test",
                        "sub",
                        USER,
                        "aud",
                        server.url(),
                        "scope",
                        "https://mail.google.com/",
                        "iat",
                        START.getEpochSecond(),
                        "exp",
                        START.getEpochSecond() + 300),
                claims);
    }

    @Test
    void issuerSubjectAndAudienceMayBeSet() throws Exception {
        useKey(rsa());
        set("jwt.subject", "shared@example.org");
        set("jwt.audience", "https://issuer.lab.test/");
        get("", null, new ConnectAttempt());
        Map<String, Object> claims = TokenServer.part(sent().form().get("assertion"), 1);
        assertEquals(TokenServer.CLIENT_ID, claims.get("iss"));
        assertEquals("shared@example.org", claims.get("sub"));
        assertEquals("https://issuer.lab.test/", claims.get("aud"));
        assertFalse(claims.containsKey("scope"));
        assertFalse(sent().form().containsKey("client_id"), "the JWT names the client");
    }

    @Test
    void aJwtNeedsAUser() throws Exception {
        useKey(rsa());
        TokenException e = assertThrows(TokenException.class, () -> get("", null, new ConnectAttempt()));
        assertEquals(
                "the JWT of the token request has no subject: the login has no user, and mail.smtp.oauth2.jwt.subject"
                        + " is not set",
                e.getMessage());
    }

    @Test
    void anUnusableKeyIsNamed() throws Exception {
        useKey(rsa());
        Path file = folder.resolve("key.pem");
        Files.writeString(file, "nothing");
        assertTrue(failure().getMessage().startsWith("mail.smtp.oauth2.jwt.key.file=" + file + " cannot be used"));
        KeyPair edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        write(file, edwards);
        assertEquals(
                "mail.smtp.oauth2.jwt.key.file=" + file
                        + " cannot be used: a JWT needs an RSA key, or an EC key with the curve P-256, P-384 or P-521",
                failure().getMessage());
        assertEquals(0, server.requests().size());
    }

    private void useKey(KeyPair pair) throws IOException {
        unset("client.secret");
        Path file = folder.resolve("key.pem");
        write(file, pair);
        set("jwt.key.file", file.toString());
        server.setKey(pair.getPublic());
    }

    private static void write(Path file, KeyPair pair) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private static KeyPair rsa() throws Exception {
        return KeyPairGenerator.getInstance("RSA").generateKeyPair();
    }

    private TokenServer.Request sent() {
        return server.requests().get(server.requests().size() - 1);
    }
}
