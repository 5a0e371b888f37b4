package dev.parley.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sasl.Mechanisms.Refusal;
import dev.parley.settings.MailProperties;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MechanismsTest {
    private static final Mechanism WEAK = new Named("WEAK", 1, true);
    private static final Mechanism ALSO_WEAK = new Named("ALSO-WEAK", 1, true);
    private static final Server SERVER = server(List.of(), false);
    private static final ScramExchange.LeastIterations LIMIT =
            ScramExchange.LeastIterations.from(new MailProperties("smtp", new Properties()));
    private static final Mechanism STRONG = new Named("STRONG", 9, false);

    @Test
    void theUsersOrderStands() {
        assertEquals(List.of("LOGIN", "PLAIN"), names(List.of("PLAIN", "LOGIN"), List.of("login", "NTLM", "plain")));
        assertEquals(List.of("LOGIN"), names(List.of("PLAIN", "login"), List.of("LOGIN")));
        assertEquals(List.of("PLAIN", "LOGIN"), names(List.of("LOGIN", "PLAIN", "GSSAPI"), List.of()));
    }

    @Test
    void theStrongestComesFirst() {
        List<String> offered =
                List.of("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-512", "SCRAM-SHA-256");
        List<String> scram = List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1");
        assertEquals(
                joined(scram, List.of("DIGEST-MD5", "CRAM-MD5", "PLAIN", "LOGIN")),
                names(new Properties(), server(offered, false)));
        assertEquals(
                joined(scram, List.of("PLAIN", "LOGIN", "DIGEST-MD5", "CRAM-MD5")),
                names(new Properties(), server(offered, true)));
    }

    @Test
    void tokensTicketsAndCertificatesOnlyByName() {
        List<String> offered = List.of("XOAUTH2", "OAUTHBEARER", "EXTERNAL", "GSSAPI");
        assertEquals(List.of(), names(offered, List.of()));
        assertEquals(offered, names(offered, offered));
    }

    @Test
    void theSwitchesOfAngusMailCountWhereThereIsNoOrder() {
        Properties properties = new Properties();
        properties.put("mail.smtp.auth.plain.disable", "true");
        properties.put("mail.smtp.auth.digest-md5.disable", "true");
        properties.put("mail.smtp.auth.xoauth2.disable", "false");
        Server server = server(List.of("PLAIN", "LOGIN", "DIGEST-MD5", "XOAUTH2"), false);
        assertEquals(List.of("LOGIN", "XOAUTH2"), names(properties, server));
        properties.put("mail.smtp.auth.mechanisms", "PLAIN");
        assertEquals(List.of("PLAIN"), names(properties, server));
    }

    @Test
    void withoutAPasswordOnlyWhatNeedsNone() {
        Properties properties = new Properties();
        properties.put("mail.smtp.auth.mechanisms", "PLAIN EXTERNAL");
        Mechanisms mechanisms = Mechanisms.from(new MailProperties("smtp", properties), List.of());
        Server server = server(List.of("PLAIN", "EXTERNAL"), true);
        Credentials credentials = new Credentials("", "joe", null);
        assertEquals(
                List.of("EXTERNAL"),
                mechanisms.candidates(server, credentials).stream()
                        .map(Mechanism::name)
                        .toList());
        assertTrue(mechanisms.mayNeedNoPassword());
        properties.put("mail.smtp.auth.mechanisms", "PLAIN");
        assertFalse(Mechanisms.from(new MailProperties("smtp", properties), List.of())
                .mayNeedNoPassword());
    }

    @Test
    void javaComesFirstWhereItIsEnabledAndOnlyWithWhatItHas() {
        Properties properties = new Properties();
        properties.put("mail.smtp.sasl.enable", "true");
        Server server = server(List.of("SCRAM-SHA-1", "CRAM-MD5", "PLAIN"), false);
        assertEquals(List.of("CRAM-MD5", "PLAIN", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN"), names(properties, server));
        properties.put("mail.smtp.sasl.mechanisms", "PLAIN,NONE");
        assertEquals(List.of("PLAIN", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN"), names(properties, server));
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
    void aLoginIsFreeOfTheLinkAfterABoundOneOnlyIfTheServerHasProvenWhoItIs() {
        Mechanism bound = new Scram("SHA-256", 14, true, LIMIT);
        Mechanism alsoBound = new Scram("SHA-1", 13, true, LIMIT);
        Mechanism free = new Scram("SHA-256", 11, false, LIMIT);
        assertEquals(
                Optional.of(alsoBound), Mechanisms.after(bound, Refusal.UNSUPPORTED, List.of(free, alsoBound), false));
        assertEquals(Optional.empty(), Mechanisms.after(bound, Refusal.UNSUPPORTED, List.of(free), false));
        assertEquals(Optional.of(free), Mechanisms.after(bound, Refusal.UNSUPPORTED, List.of(free), true));
    }

    /** The server has refused the type of the binding, which is the same for each hash. */
    @Test
    void aRefusedBindingIsNotTriedAgainWithAnotherHash() {
        Mechanism bound = new Scram("SHA-512", 15, true, LIMIT);
        Mechanism alsoBound = new Scram("SHA-256", 14, true, LIMIT);
        Mechanism free = new Scram("SHA-256", 11, false, LIMIT);
        List<Mechanism> rest = List.of(alsoBound, free);
        assertEquals(Optional.of(free), Mechanisms.after(bound, Refusal.BINDING, rest, true));
        assertEquals(Optional.empty(), Mechanisms.after(bound, Refusal.BINDING, rest, false));
    }

    @Test
    void withoutAnExporterChannelBindingIsUsedOnlyByName() throws Exception {
        X509Certificate certificate = ScramTest.certificate(ScramTest.SHA384);
        List<String> offered = List.of("SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "PLAIN");
        Server server = new Server("smtp", "localhost", offered, new Server.Peer(null, certificate, true));
        Properties properties = new Properties();
        assertEquals(List.of("SCRAM-SHA-256", "PLAIN"), names(properties, server));
        properties.put("mail.smtp.auth.mechanisms", "SCRAM-SHA-1-PLUS SCRAM-SHA-256");
        assertEquals(List.of("SCRAM-SHA-1-PLUS", "SCRAM-SHA-256"), names(properties, server));
    }

    @Test
    void aRefusalOfTheBindingIsToldFromAWrongPassword() {
        Mechanism bound = new Scram("SHA-256", 14, true, LIMIT);
        Mechanism free = new Scram("SHA-256", 11, false, LIMIT);
        for (String error : List.of(
                "channel-bindings-dont-match",
                "server-does-support-channel-binding",
                "channel-binding-not-supported",
                "unsupported-channel-binding-type")) {
            assertTrue(Mechanisms.refusesBinding(bound, error, true), error);
            assertFalse(Mechanisms.refusesBinding(free, error, false), error);
        }
        for (String error : List.of("invalid-proof", "unknown-user", "invalid-username-encoding")) {
            assertFalse(Mechanisms.refusesBinding(bound, error, false), error);
        }
        for (String open : Arrays.asList(null, "other-error")) {
            assertTrue(Mechanisms.refusesBinding(bound, open, false));
            assertFalse(Mechanisms.refusesBinding(bound, open, true));
            assertFalse(Mechanisms.refusesBinding(free, open, false));
        }
    }

    @Test
    void noMechanismTwiceBehindARefusal() {
        Mechanism again = new Named("strong", 9, false);
        assertEquals(Optional.empty(), Mechanisms.after(STRONG, Refusal.UNSUPPORTED, List.of(again), true));
    }

    @Test
    void nulCannotBeSaidWithPlain() {
        assertThrows(ExchangeException.class, () -> new Plain().begin(new Credentials("joe", "se\0cret"), SERVER));
    }

    @Test
    void aSecretIsNeverShown() {
        assertEquals("[redacted 6 octets]", Secret.of("secret").toString());
        assertFalse(new Credentials("joe", "secret").toString().contains("secret"));
    }

    private static List<String> names(List<String> offered, List<String> preferred) {
        Properties properties = new Properties();
        properties.put("mail.smtp.auth.mechanisms", String.join(" ", preferred));
        return names(properties, server(offered, false));
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static List<String> names(Properties properties, Server server) {
        return Mechanisms.from(new MailProperties("smtp", properties), List.of())
                .candidates(server, new Credentials("joe", "secret"))
                .stream()
                .map(Mechanism::name)
                .toList();
    }

    private static Server server(List<String> offered, boolean identityProven) {
        return new Server("smtp", "localhost", offered, new Server.Peer(null, null, identityProven));
    }

    private record Named(String name, int strength, boolean showsPassword) implements Mechanism {
        @Override
        public Exchange begin(Credentials credentials, Server server) {
            throw new AssertionError("nobody logs in here");
        }
    }
}
