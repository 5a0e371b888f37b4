package dev.parley.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.settings.MailProperties;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The exchanges that the RFCs show, and what a server may do wrong in them. */
@Timeout(60)
class ScramTest {
    private static final ScramExchange.LeastIterations LIMIT =
            ScramExchange.LeastIterations.from(new MailProperties("smtp", new Properties()));
    private static final Credentials JOE = new Credentials("user", "pencil");

    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String BOTH = NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String CHALLENGE = "r=" + BOTH + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private static final String PROOF = "c=biws,r=" + BOTH + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static final String SIGNATURE = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    /** Signed with SHA384withECDSA. */
    static final String SHA384 = """
            -----BEGIN CERTIFICATE-----
            MIIBfzCCASWgAwIBAgIUSNhdeGZzD9Fze5Rli2k2FQpAa2AwCgYIKoZIzj0EAwMw
            FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjE0NDYzN1oYDzIxMjYxMTAy
            MTQ0NjM3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
            PQMBBwNCAARkgEgG9Ost5I+lTTvL3HkoJK59vRpbQF+R1k3FCnLbGfB/bdq04pit
            Fz9MafOMlOLqaXc9y2S7EO+5zw3lAPDFo1MwUTAdBgNVHQ4EFgQUrbaYYZAgCqyZ
            z8BuEneIObGRc0swHwYDVR0jBBgwFoAUrbaYYZAgCqyZz8BuEneIObGRc0swDwYD
            VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAwNIADBFAiBcJKS+D/ATcwWa7caiaSwP
            xXuPSZwia3Nap52T7cRItgIhAOzcaK7u5OzoYld3R5GBOvV3MzUD4w4hZI+AiwW6
            9S+7
            -----END CERTIFICATE-----
            """;

    /** Signed with Ed25519, which has no hash of its own. */
    private static final String ED25519 = """
            -----BEGIN CERTIFICATE-----
            MIIBPjCB8aADAgECAhQIvQ6gHeXa4rPcFpTcrfUHSaSarjAFBgMrZXAwFDESMBAG
            A1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjE0NDYzN1oYDzIxMjYxMTAyMTQ0NjM3
            WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwKjAFBgMrZXADIQBDCuzBjT7g7pZ3i+gc
            zaUtVzuClGj5XrAJTg+2vykQ8aNTMFEwHQYDVR0OBBYEFLpd2QmUYHlKl/D8b/2R
            nNYN5hI2MB8GA1UdIwQYMBaAFLpd2QmUYHlKl/D8b/2RnNYN5hI2MA8GA1UdEwEB
            /wQFMAMBAf8wBQYDK2VwA0EAeebUX9WqqWq0zXqVdlciqXMgDOwOKXlLHzt6TFh0
            QZryyIJAPkDwqCJ314Cx17/9zfcMwaW8/yRhWoRmj597CQ==
            -----END CERTIFICATE-----
            """;

    @Test
    void rfc5802() throws Exception {
        Exchange exchange = scram("SHA-1", false, "fyko+d2lbbFgONRv9qkxdawL").begin(JOE, server());
        assertEquals(
                "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
                text(exchange.initialResponse().orElseThrow()));
        assertEquals(
                "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
                answer(exchange, "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"));
        assertEquals("", answer(exchange, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="));
        exchange.succeeded(null);
    }

    @Test
    void rfc7677WithTheSignatureBesideSuccess() throws Exception {
        Exchange exchange = provenClient();
        exchange.succeeded(octets(SIGNATURE));
    }

    @Test
    void aServerThatOverlooksTheInitialResponseAsksForItOnce() throws Exception {
        Exchange exchange = begun();
        assertEquals("n,,n=user,r=" + NONCE, answer(exchange, ""));
        assertEquals(PROOF, answer(exchange, CHALLENGE));
        assertThrows(ExchangeException.class, () -> answer(begunAndAskedOnce(), ""));
    }

    @Test
    void successCountsOnlyBehindTheSignature() throws Exception {
        for (Exchange early : List.of(begun(), provenClient())) {
            assertTrue(assertThrows(ExchangeException.class, () -> early.succeeded(null))
                    .getMessage()
                    .contains("without its signature"));
        }
        String forged = SIGNATURE.replace("6rri", "6rrj");
        Exchange asChallenge = provenClient();
        assertEquals(
                "SCRAM-SHA-256: the server did not prove that it has the password: its signature is wrong",
                assertThrows(ExchangeException.class, () -> answer(asChallenge, forged))
                        .getMessage());
        Exchange besideSuccess = provenClient();
        assertThrows(ExchangeException.class, () -> besideSuccess.succeeded(octets(forged)));
        assertThrows(ExchangeException.class, () -> besideSuccess.succeeded(null));
        Exchange nothing = provenClient();
        assertThrows(ExchangeException.class, () -> nothing.succeeded(new byte[0]));
    }

    @Test
    void anErrorInsteadOfTheSignatureIsTheReason() throws Exception {
        Exchange exchange = provenClient();
        assertEquals("", answer(exchange, "e=invalid-proof"));
        assertEquals(Optional.of("invalid-proof"), exchange.reason());
        assertThrows(ExchangeException.class, () -> exchange.succeeded(null));
        assertThrows(ExchangeException.class, () -> answer(exchange, SIGNATURE));
    }

    @Test
    void iterationsWithoutEndAreRefusedBeforeTheFirst() throws Exception {
        Exchange exchange = begun();
        ExchangeException e =
                assertThrows(ExchangeException.class, () -> answer(exchange, CHALLENGE.replace("4096", "2000000000")));
        assertTrue(e.getMessage().contains("2000000000 iterations"), e.getMessage());
        assertEquals(0, answer(begun(), CHALLENGE.replace("4096", "1000000")).indexOf("c=biws"));
    }

    @Test
    void fewIterationsAreRefusedUnlessThePropertyAllowsThem() throws Exception {
        ExchangeException e =
                assertThrows(ExchangeException.class, () -> answer(begun(), CHALLENGE.replace("4096", "4095")));
        assertEquals(
                "SCRAM-SHA-256: the server uses 4095 iterations, fewer than 4096 (RFC 5802 s5.1;"
                        + " mail.smtp.auth.scram.miniterations is not set): set the password again on the server with more iterations, or set"
                        + " mail.smtp.auth.scram.miniterations=4095",
                e.getMessage());
        Exchange lowered = new Scram("SHA-256", 11, false, limit("4095"), () -> NONCE).begin(JOE, server());
        assertTrue(answer(lowered, CHALLENGE.replace("4096", "4095")).startsWith("c=biws"));
        Exchange raised = new Scram("SHA-256", 11, false, limit("4097"), () -> NONCE).begin(JOE, server());
        assertThrows(ExchangeException.class, () -> answer(raised, CHALLENGE));
    }

    @Test
    void aLimitThatIsNoneIsAnErrorThatNamesTheProperty() {
        for (String wrong : List.of("few", "0", "-1", "1000001", "4096.5", "99999999999")) {
            assertEquals(
                    "mail.smtp.auth.scram.miniterations=" + wrong + " is not a number from 1 to 1000000",
                    assertThrows(IllegalArgumentException.class, () -> limit(wrong))
                            .getMessage());
        }
        assertEquals(4096, limit(" ").count());
        assertEquals(1_000_000, limit("1000000").count());
    }

    private static ScramExchange.LeastIterations limit(String value) {
        Properties properties = new Properties();
        properties.put("mail.smtp.auth.scram.miniterations", value);
        return ScramExchange.LeastIterations.from(new MailProperties("smtp", properties));
    }

    @Test
    void whatMakesNoSenseIsNoChallenge() throws Exception {
        for (String challenge :
                List.of("x", "r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1", CHALLENGE.replace("i=4096", "i=0"))) {
            Exchange exchange = begun();
            assertThrows(ExchangeException.class, () -> answer(exchange, challenge), challenge);
        }
    }

    @Test
    void namesAndIdentitiesAreEscaped() throws Exception {
        Credentials boss = new Credentials("a,b", "us=er", Secret.of("pencil"));
        Exchange exchange = scram("SHA-256", false, NONCE).begin(boss, server());
        assertEquals(
                "n,a=a=2Cb,n=us=3Der,r=" + NONCE,
                text(exchange.initialResponse().orElseThrow()));
        for (Credentials impossible : List.of(new Credentials("user", ""), new Credentials("", "pencil"))) {
            assertThrows(
                    ExchangeException.class,
                    () -> scram("SHA-256", false, NONCE).begin(impossible, server()));
        }
    }

    @Test
    void theLoginIsBoundToTheCertificateWhereBothSidesCan() throws Exception {
        X509Certificate certificate = certificate(SHA384);
        byte[] endPoint = MessageDigest.getInstance("SHA-384").digest(certificate.getEncoded());
        Server both = server(certificate, "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
        Mechanism plus = scram("SHA-256", true, NONCE);
        assertTrue(plus.isUsable(both));
        Exchange exchange = plus.begin(JOE, both);
        assertEquals(
                "p=tls-server-end-point,,n=user,r=" + NONCE,
                text(exchange.initialResponse().orElseThrow()));
        ByteArrayOutputStream bound = new ByteArrayOutputStream();
        bound.writeBytes(octets("p=tls-server-end-point,,"));
        bound.writeBytes(endPoint);
        assertEquals(
                "c=" + Base64.getEncoder().encodeToString(bound.toByteArray()),
                answer(exchange, CHALLENGE).split(",", 2)[0]);
    }

    @Test
    void theFlagTellsAServerWhetherItsListWasShortened() throws Exception {
        X509Certificate shown = certificate(SHA384);
        assertEquals("y,,", flag(server(shown, "SCRAM-SHA-256")));
        assertEquals("n,,", flag(server(shown, "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS")));
        assertEquals("n,,", flag(server(shown, "SCRAM-SHA-256", "scram-sha-1-plus")));
        assertEquals("n,,", flag(server(null, "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS")));
        assertFalse(scram("SHA-256", true, NONCE).isUsable(server(null, "SCRAM-SHA-256-PLUS")));
        assertFalse(scram("SHA-256", true, NONCE).isUsable(server(shown, "SCRAM-SHA-256")));
        X509Certificate unbindable = certificate(ED25519);
        assertFalse(scram("SHA-256", true, NONCE).isUsable(server(unbindable, "SCRAM-SHA-256-PLUS")));
        assertEquals("n,,", flag(server(unbindable, "SCRAM-SHA-256")));
    }

    private static String flag(Server server) throws ExchangeException {
        String first = text(scram("SHA-256", false, NONCE)
                .begin(JOE, server)
                .initialResponse()
                .orElseThrow());
        return first.substring(0, 3);
    }

    private static Exchange begun() throws ExchangeException {
        return scram("SHA-256", false, NONCE).begin(JOE, server());
    }

    private static Exchange begunAndAskedOnce() throws ExchangeException {
        Exchange exchange = begun();
        answer(exchange, "");
        return exchange;
    }

    private static Exchange provenClient() throws ExchangeException {
        Exchange exchange = begun();
        assertEquals(PROOF, answer(exchange, CHALLENGE));
        return exchange;
    }

    private static Scram scram(String hash, boolean plus, String nonce) {
        return new Scram(hash, 11, plus, LIMIT, () -> nonce);
    }

    private static Server server() {
        return server(null, "SCRAM-SHA-256");
    }

    private static Server server(X509Certificate certificate, String... offered) {
        return new Server("smtp", "localhost", List.of(offered), new Server.Peer(null, certificate, true));
    }

    static X509Certificate certificate(String pem) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(octets(pem)));
    }

    private static String answer(Exchange exchange, String challenge) throws ExchangeException {
        return text(exchange.answer(octets(challenge)));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Secret secret) {
        return new String(secret.octets(), StandardCharsets.UTF_8);
    }
}
