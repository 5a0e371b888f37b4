package dev.parley.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 7628, and EXTERNAL, which says as little. */
class OAuthBearerTest {
    private static final Server SERVER = new Server("smtp", "mx.example", List.of(), new Server.Peer(null, null, true));
    private static final Credentials USER =
            new Credentials("user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
    private static final Secret MESSAGE =
            Secret.of("n,a=user@example.com,\u0001auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u0001\u0001");

    @Test
    void theTokenGoesAtOnce() throws Exception {
        Exchange exchange = new OAuthBearer().begin(USER, SERVER);
        assertEquals(Optional.of(MESSAGE), exchange.initialResponse());
        assertEquals(MESSAGE, exchange.answer(new byte[0]));
        assertThrows(ExchangeException.class, () -> exchange.answer(new byte[0]));
    }

    @Test
    void aRefusalIsAcknowledgedAndItsReasonKept() throws Exception {
        Exchange exchange = new OAuthBearer().begin(USER, SERVER);
        byte[] reason = "{\"status\":\"invalid_token\"}".getBytes(StandardCharsets.UTF_8);
        assertEquals(Secret.of("\u0001"), exchange.answer(reason));
        assertEquals(Optional.of("{\"status\":\"invalid_token\"}"), exchange.reason());
        assertThrows(ExchangeException.class, () -> exchange.answer(reason));
        assertThrows(ExchangeException.class, () -> exchange.answer(new byte[0]));
    }

    @Test
    void anIdentityIsEscaped() throws Exception {
        Credentials other = new Credentials("a=b,c", "user", Secret.of("t"));
        assertEquals(
                Optional.of(Secret.of("n,a=a=3Db=2Cc,\u0001auth=Bearer t\u0001\u0001")),
                new OAuthBearer().begin(other, SERVER).initialResponse());
        assertThrows(
                ExchangeException.class, () -> new OAuthBearer().begin(new Credentials("user", "t\u0001x"), SERVER));
        assertThrows(ExchangeException.class, () -> new XOAuth2().begin(new Credentials("us\u0001er", "t"), SERVER));
    }

    @Test
    void externalSaysOnlyForWhomToAct() throws Exception {
        Exchange own = new External().begin(new Credentials("", "joe", null), SERVER);
        assertEquals(Optional.of(Secret.of("")), own.initialResponse());
        Exchange other = new External().begin(new Credentials("boss", "joe", null), SERVER);
        assertEquals(Optional.of(Secret.of("boss")), other.initialResponse());
    }
}
