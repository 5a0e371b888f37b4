package dev.parley.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.settings.MailProperties;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.Test;

/** Mechanisms of the JDK against the JDK's own servers. */
class JavaSaslTest {
    private static final Server SERVER =
            new Server("smtp", "mx.example", List.of("DIGEST-MD5", "CRAM-MD5"), new Server.Peer(null, null, false));

    private final Properties properties = new Properties();
    private String realmAsked = "";
    private String authorized = "";

    @Test
    void digestMd5BothSidesProve() throws Exception {
        SaslServer server = server("mx.example", "auth");
        Exchange exchange = digestMd5().begin(new Credentials("joe", "secret"), SERVER);
        byte[] rspauth = challenge(server, exchange);
        assertEquals(0, exchange.answer(rspauth).length());
        exchange.succeeded(null);
        assertTrue(server.isComplete());
        assertEquals("joe", authorized);
    }

    @Test
    void rspauthMayComeWithSuccess() throws Exception {
        SaslServer server = server("mx.example", "auth");
        Exchange exchange = digestMd5().begin(new Credentials("joe", "secret"), SERVER);
        byte[] rspauth = challenge(server, exchange);
        exchange.succeeded(rspauth);
    }

    @Test
    void successCountsOnlyBehindRspauth() throws Exception {
        Exchange missing = digestMd5().begin(new Credentials("joe", "secret"), SERVER);
        challenge(server("mx.example", "auth"), missing);
        assertTrue(assertThrows(ExchangeException.class, () -> missing.succeeded(null))
                .getMessage()
                .contains("did not prove that it has the password"));
        Exchange forged = digestMd5().begin(new Credentials("joe", "secret"), SERVER);
        challenge(server("mx.example", "auth"), forged);
        byte[] wrong = "rspauth=00000000000000000000000000000000".getBytes(StandardCharsets.US_ASCII);
        assertThrows(ExchangeException.class, () -> forged.answer(wrong));
        assertThrows(ExchangeException.class, () -> forged.succeeded(wrong));
    }

    @Test
    void theServerSeesAWrongPassword() throws Exception {
        SaslServer server = server("mx.example", "auth");
        Exchange exchange = digestMd5().begin(new Credentials("joe", "wrong"), SERVER);
        assertThrows(SaslException.class, () -> challenge(server, exchange));
    }

    @Test
    void anotherIdentity() throws Exception {
        SaslServer server = server("mx.example", "auth");
        Credentials boss = new Credentials("boss", "joe", Secret.of("secret"));
        challenge(server, digestMd5().begin(boss, SERVER));
        assertEquals("boss", authorized);
    }

    @Test
    void theRealmIsTheUsers() throws Exception {
        properties.put("mail.smtp.sasl.realm", "elsewhere");
        SaslServer server = server("mx.example elsewhere", "auth");
        challenge(server, digestMd5().begin(new Credentials("joe", "secret"), SERVER));
        assertEquals("elsewhere", realmAsked);

        properties.put("mail.smtp.sasl.realm", "nowhere");
        Exchange exchange = digestMd5().begin(new Credentials("joe", "secret"), SERVER);
        byte[] realms = server("mx.example elsewhere", "auth").evaluateResponse(new byte[0]);
        assertTrue(assertThrows(ExchangeException.class, () -> exchange.answer(realms))
                .getMessage()
                .startsWith("DIGEST-MD5: "));
    }

    @Test
    void aSecurityLayerIsNoLogin() throws Exception {
        properties.put(Sasl.QOP, "auth-int");
        SaslServer server = server("mx.example", "auth-int");
        Exchange exchange = digestMd5().begin(new Credentials("joe", "secret"), SERVER);
        exchange.answer(challenge(server, exchange));
        assertTrue(assertThrows(ExchangeException.class, () -> exchange.succeeded(null))
                .getMessage()
                .contains("javax.security.sasl.qop=auth"));
    }

    @Test
    void cramMd5IsOurOwnAndAsTheJdkHasIt() throws Exception {
        SaslServer server = Sasl.createSaslServer("CRAM-MD5", "smtp", "mx.example", Map.of(), this::answer);
        Exchange exchange = new CramMd5().begin(new Credentials("joe", "secret"), SERVER);
        assertTrue(exchange.initialResponse().isEmpty());
        assertThrows(ExchangeException.class, () -> exchange.succeeded(null));
        server.evaluateResponse(
                exchange.answer(server.evaluateResponse(new byte[0])).octets());
        assertTrue(server.isComplete());
        exchange.succeeded(null);
        assertThrows(ExchangeException.class, () -> exchange.answer(new byte[] {'x'}));
    }

    /** RFC 2195 s2. */
    @Test
    void cramMd5AsItsRfcShowsIt() throws Exception {
        Exchange exchange = new CramMd5().begin(new Credentials("tim", "tanstaaftanstaaf"), SERVER);
        byte[] challenge = "<1896.697170952@postoffice.reston.mci.net>".getBytes(StandardCharsets.US_ASCII);
        assertEquals(Secret.of("tim b913a602c7eda7a495b4e6e7334d3890"), exchange.answer(challenge));
    }

    @Test
    void whatHasNoPlaceForAnotherIdentitySaysSo() {
        Credentials boss = new Credentials("boss", "joe", Secret.of("secret"));
        for (Mechanism mechanism : List.of(new CramMd5(), new LoginMechanism(), new XOAuth2())) {
            assertEquals(
                    mechanism.name() + " cannot send the authorization identity boss (sasl.authorizationid)",
                    assertThrows(ExchangeException.class, () -> mechanism.begin(boss, SERVER))
                            .getMessage());
        }
    }

    /** RFC 4752; there is no ticket here. */
    @Test
    void gssapiNeedsATicketAndNoPassword() {
        Server kerberos = new Server("smtp", "mx.example", List.of("GSSAPI"), new Server.Peer(null, null, false));
        properties.put("mail.smtp.auth.mechanisms", "GSSAPI");
        Credentials nobody = new Credentials("", "joe", null);
        Mechanism gssapi = Mechanisms.from(new MailProperties("smtp", properties), List.of())
                .candidates(kerberos, nobody)
                .get(0);
        String why = assertThrows(ExchangeException.class, () -> gssapi.begin(nobody, kerberos))
                .getMessage();
        assertTrue(why.startsWith("GSSAPI: "), why);
    }

    @Test
    void dovecotsEmptyRealmIsNone() throws Exception {
        String challenge = "realm=\"\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\",charset=\"utf-8\",algorithm=\"md5-sess\"";
        Exchange exchange = digestMd5().begin(new Credentials("joe", "secret"), SERVER);
        byte[] answer =
                exchange.answer(challenge.getBytes(StandardCharsets.US_ASCII)).octets();
        assertTrue(new String(answer, StandardCharsets.UTF_8).contains("username=\"joe\""));
    }

    @Test
    void theServersCanonicalNameWhereItIsWanted() throws Exception {
        properties.put("mail.smtp.sasl.usecanonicalhostname", "true");
        InetAddress address = InetAddress.getByAddress("alias.example", new byte[] {127, 0, 0, 1});
        Server named =
                new Server("smtp", "alias.example", List.of("DIGEST-MD5"), new Server.Peer(address, null, false));
        SaslServer server = server(address.getCanonicalHostName(), "auth");
        challenge(server, digestMd5().begin(new Credentials("joe", "secret"), named));
        assertEquals("joe", authorized);
    }

    /** @return what the server says last */
    private static byte[] challenge(SaslServer server, Exchange exchange) throws Exception {
        return server.evaluateResponse(
                exchange.answer(server.evaluateResponse(new byte[0])).octets());
    }

    private Mechanism digestMd5() {
        return Mechanisms.from(new MailProperties("smtp", properties), List.of())
                .candidates(SERVER, new Credentials("joe", "secret"))
                .get(0);
    }

    private SaslServer server(String realms, String quality) throws SaslException {
        return Sasl.createSaslServer(
                "DIGEST-MD5",
                "smtp",
                realms.split(" ")[0],
                Map.of("com.sun.security.sasl.digest.realm", realms, Sasl.QOP, quality),
                this::answer);
    }

    private void answer(Callback[] questions) {
        for (Callback question : questions) {
            if (question instanceof RealmCallback realm) {
                realmAsked = realm.getDefaultText();
            } else if (question instanceof NameCallback name) {
                name.setName(name.getDefaultName());
            } else if (question instanceof PasswordCallback password) {
                password.setPassword("secret".toCharArray());
            } else if (question instanceof AuthorizeCallback authorize) {
                authorized = authorize.getAuthorizationID();
                authorize.setAuthorized(true);
            }
        }
    }
}
