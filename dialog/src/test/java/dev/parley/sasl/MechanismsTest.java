package dev.parley.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.sasl.Mechanisms.Refusal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MechanismsTest {
    private static final Mechanism WEAK = new Named("WEAK", 1, true);
    private static final Mechanism ALSO_WEAK = new Named("ALSO-WEAK", 1, true);
    private static final Mechanism STRONG = new Named("STRONG", 9, false);

    @Test
    void theUsersOrderStands() {
        assertEquals(List.of("LOGIN", "PLAIN"), names(List.of("PLAIN", "LOGIN"), List.of("login", "NTLM", "plain")));
        assertEquals(List.of("LOGIN"), names(List.of("PLAIN", "login"), List.of("LOGIN")));
        assertEquals(List.of("PLAIN", "LOGIN"), names(List.of("LOGIN", "PLAIN", "GSSAPI"), List.of()));
    }

    @Test
    void anUnsupportedMechanismIsFollowedByTheNext() {
        assertEquals(Optional.of(ALSO_WEAK), Mechanisms.after(WEAK, Refusal.UNSUPPORTED, List.of(ALSO_WEAK), false));
    }

    @Test
    void aWeakOneOnlyByAStrongerOne() {
        assertEquals(Optional.of(STRONG), Mechanisms.after(WEAK, Refusal.TOO_WEAK, List.of(ALSO_WEAK, STRONG), false));
        assertEquals(Optional.empty(), Mechanisms.after(WEAK, Refusal.TOO_WEAK, List.of(ALSO_WEAK), true));
    }

    @Test
    void thePasswordIsShownToAServerThatRefusedToHideItOnlyIfItHasProvenWhoItIs() {
        assertEquals(Optional.empty(), Mechanisms.after(STRONG, Refusal.UNSUPPORTED, List.of(WEAK), false));
        assertEquals(Optional.of(WEAK), Mechanisms.after(STRONG, Refusal.UNSUPPORTED, List.of(WEAK), true));
    }

    @Test
    void nulCannotBeSaidWithPlain() {
        assertThrows(ExchangeException.class, () -> new Plain().begin(new Credentials("joe", "se\0cret")));
    }

    @Test
    void aSecretIsNeverShown() {
        assertEquals("[redacted 6 octets]", Secret.of("secret").toString());
        assertFalse(new Credentials("joe", "secret").toString().contains("secret"));
    }

    private static List<String> names(List<String> offered, List<String> preferred) {
        return Mechanisms.candidates(offered, preferred).stream()
                .map(Mechanism::name)
                .toList();
    }

    private record Named(String name, int strength, boolean showsPassword) implements Mechanism {
        @Override
        public Exchange begin(Credentials credentials) {
            throw new AssertionError("nobody logs in here");
        }
    }
}
