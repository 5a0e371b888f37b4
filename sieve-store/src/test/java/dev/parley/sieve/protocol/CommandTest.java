package dev.parley.sieve.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sasl.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CommandTest {
    @Test
    void showsNoSecretAndNoScript() {
        Secret secret = Secret.of("\0joe\0secret");
        assertEquals(
                "AUTHENTICATE \"PLAIN\" [redacted 16 octets]",
                Command.authenticate("PLAIN", secret).toString());
        assertEquals("[redacted 16 octets]", Command.answer(secret).toString());
        assertEquals(
                "PUTSCRIPT \"a\" {5+}",
                Command.putScript(new ScriptName("a"), 5).toString());
        assertEquals(
                "PUTSCRIPT \"a\" (5 octets)",
                Command.putScript(new ScriptName("a"), 5).subject());
    }

    @Test
    void sendsWhatIsTooLongForQuotesAsALiteral() {
        Command command = Command.authenticate("PLAIN", Secret.of("x".repeat(900)));
        assertTrue(
                new String(command.wire(), StandardCharsets.US_ASCII).startsWith("AUTHENTICATE \"PLAIN\" {1200+}\r\n"));
        assertEquals("AUTHENTICATE \"PLAIN\" [redacted 1200 octets]", command.toString());
    }

    @Test
    void knowsWhereItCarriesALiteral() {
        assertTrue(Command.setActive(new ScriptName("ü")).carriesLiteral());
        assertTrue(Command.putScript(new ScriptName("a"), 0).carriesLiteral());
        assertFalse(
                Command.renameScript(new ScriptName("a"), new ScriptName("b")).carriesLiteral());
    }
}
