package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.testing.Headline;
import dev.parley.testing.TestDns;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.util.MailConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which server a store ends up at: by the DNS, by referrals, and by whoever listens on the port. */
@Timeout(60)
class ServerChoiceTest {
    private static final String GREETING = """
            S: "IMPLEMENTATION" "x"
            S: "SASL" "PLAIN"
            S: "VERSION" "1.0"
            S: OK
            """;
    private static final String GREETING_TLS = GREETING.replace("S: OK\n", "S: \"STARTTLS\"\nS: OK\n");

    @Test
    void thePlacesThatTheDnsNamesByPriority() throws Exception {
        try (Account account = new Account().with("a", "keep;");
                TestDns dns = new TestDns(Map.of(
                        "_sieve._tcp.localhost",
                        List.of(
                                "20 0 " + account.server.port() + " localhost.",
                                "30 0 1 localhost.",
                                "10 5 " + unused() + " localhost.")))) {
            account.properties.put("mail.sieve.srv", dns.url());
            try (SieveStore store = connect(account.properties, "localhost", -1)) {
                assertEquals(1, store.listScripts().size());
            }
            assertEquals(List.of("_sieve._tcp.localhost"), dns.asked());
        }
    }

    @Test
    void aPortThatIsSaidIsNotAskedFor() throws Exception {
        try (Account account = new Account();
                TestDns dns = new TestDns(Map.of())) {
            account.properties.put("mail.sieve.srv", dns.url());
            connect(account.properties, "localhost", account.server.port()).close();
            account.properties.put("mail.sieve.port", account.server.port());
            connect(account.properties, "localhost", -1).close();
            assertEquals(List.of(), dns.asked());
        }
    }

    /** Anybody can answer for the DNS: a place elsewhere must prove to be the domain that the user named. */
    @Test
    void aPlaceElsewhereMustHaveTheCertificateOfTheDomain() throws Exception {
        try (Account account = new Account();
                TestDns dns = new TestDns(
                        Map.of("_sieve._tcp.example.test", List.of("0 0 " + account.server.port() + " localhost.")))) {
            account.properties.put("mail.sieve.srv", dns.url());
            MessagingException e =
                    assertThrows(MessagingException.class, () -> connect(account.properties, "example.test", -1));
            assertTrue(e.getMessage().contains("TLS with example.test failed"), e.getMessage());
        }
    }

    @Test
    void aDomainWithoutRecordsIsItsOwnPlace() throws Exception {
        try (TestDns dns = new TestDns(Map.of())) {
            Properties properties = new Properties();
            properties.put("mail.sieve.srv", dns.url());
            MailConnectException e =
                    assertThrows(MailConnectException.class, () -> connect(properties, "127.0.0.3", -1));
            assertEquals("127.0.0.3", e.getHost());
            assertEquals(4190, e.getPort());
        }
    }

    @Test
    void whatTheDnsDeniesAndWhatItDoesNotAnswer() throws Exception {
        try (TestDns dns = new TestDns(
                Map.of("_sieve._tcp.none.test", List.of("0 0 0 ."), "_sieve._tcp.broken.test", List.of()))) {
            Properties properties = new Properties();
            properties.put("mail.sieve.srv", dns.url());
            MessagingException none =
                    assertThrows(MessagingException.class, () -> connect(properties, "none.test", -1));
            assertEquals(
                    "the SRV record of _sieve._tcp.none.test declares that the service does not exist; mail.sieve.srv requires this lookup",
                    none.getMessage());
            MessagingException broken =
                    assertThrows(MessagingException.class, () -> connect(properties, "broken.test", -1));
            assertTrue(
                    broken.getMessage().startsWith("the DNS lookup of _sieve._tcp.broken.test failed:")
                            && broken.getMessage().endsWith("; mail.sieve.srv requires this lookup"),
                    broken.getMessage());
            properties.put("mail.sieve.srv", "maybe");
            assertEquals(
                    "mail.sieve.srv=maybe is not one of true, false, dns://server",
                    assertThrows(MessagingException.class, () -> connect(properties, "none.test", -1))
                            .getMessage());
        }
    }

    @Test
    void aReferralIsFollowedWhereTheUserSaysSo() throws Exception {
        try (Account account = new Account().with("a", "keep;");
                ScriptedServer first = referring("sieve://localhost:" + account.server.port())) {
            account.properties.put("mail.sieve.auth.cleartext", "true");
            account.properties.put("mail.sieve.referral.follow", "true");
            try (SieveStore store = connect(account.properties, "127.0.0.1", first.port())) {
                assertEquals(List.of(new ScriptInfo("a", false)), store.listScripts());
            }
        }
    }

    @Test
    void aReferralIsNotFollowedToAServerWithoutTls() throws Exception {
        DialogScript clear = DialogScript.parse("clear", GREETING);
        try (ScriptedServer second = ScriptedServer.start(clear);
                ScriptedServer first = referring("sieve://joe;AUTH=PLAIN@127.0.0.1:" + second.port())) {
            Properties properties = new Properties();
            properties.put("mail.sieve.auth.cleartext", "true");
            properties.put("mail.sieve.referral.follow", "true");
            MessagingException e =
                    assertThrows(MessagingException.class, () -> connect(properties, "127.0.0.1", first.port()));
            assertEquals(
                    "127.0.0.1:" + second.port()
                            + " does not announce STARTTLS, which mail.sieve.starttls.required=true requires",
                    Headline.of(e));
            assertEquals(clear.conversation(), second.transcript());
        }
    }

    @Test
    void referralsGoOnThreeTimesAndNoFurther() throws Exception {
        try (Account account = new Account();
                ScriptedServer fourth = referringOverTls("sieve://localhost:1");
                ScriptedServer third = referringOverTls("sieve://localhost:" + fourth.port());
                ScriptedServer second = referringOverTls("sieve://localhost:" + third.port());
                ScriptedServer first = referringOverTls("sieve://localhost:" + second.port())) {
            account.properties.put("mail.sieve.referral.follow", "true");
            SieveReferralException e = assertThrows(
                    SieveReferralException.class, () -> connect(account.properties, "localhost", first.port()));
            assertEquals("sieve://localhost:1", e.getUrl());
            assertTrue(e.getMessage().contains("not followed, since 3 referrals were followed before"), e.getMessage());
        }
    }

    @Test
    void aReferralToNoServer() throws Exception {
        try (ScriptedServer first = referring("http://elsewhere/")) {
            Properties properties = new Properties();
            properties.put("mail.sieve.auth.cleartext", "true");
            properties.put("mail.sieve.referral.follow", "true");
            SieveReferralException e =
                    assertThrows(SieveReferralException.class, () -> connect(properties, "127.0.0.1", first.port()));
            assertTrue(e.getMessage().contains("not followed, since it is not a sieve URL"), e.getMessage());
        }
    }

    /** The reverse of a server that waits for TLS while we wait for its greeting: both sides may speak first. */
    @Test
    void tlsFromTheFirstOctetToAServerThatGreetsInClear() throws Exception {
        String greeting = GREETING.replace("S: ", "S& ");
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("clear", greeting))) {
            Session session = Session.getInstance(new Properties());
            MessagingException e = assertThrows(
                    MessagingException.class,
                    () -> session.getStore("sieves").connect("127.0.0.1", server.port(), "joe", "secret"));
            assertTrue(
                    e.getMessage()
                            .contains("fix: for this port, use the protocol sieve, which uses STARTTLS; or a port"),
                    e.getMessage());
        }
    }

    private static ScriptedServer referring(String url) throws IOException {
        return ScriptedServer.start(DialogScript.parse(
                "referring",
                GREETING + "C: AUTHENTICATE \"PLAIN\" [redacted]\nS: NO (REFERRAL " + url + ") \"Moved\"\n"));
    }

    private static ScriptedServer referringOverTls(String url) throws IOException {
        String dialog = GREETING_TLS + "C: STARTTLS\nS: OK\nS! tls\n" + GREETING
                + "C: NOOP \"parley-1\"\nS: OK (TAG \"parley-1\")\n"
                + "C: AUTHENTICATE \"PLAIN\" [redacted]\nS: BYE (REFERRAL \"" + url + "\") \"Moved\"\n";
        return ScriptedServer.start(DialogScript.parse("referring", dialog), Optional.of(Account.TLS));
    }

    private static SieveStore connect(Properties properties, String host, int port) throws MessagingException {
        SieveStore store = (SieveStore) Session.getInstance(properties).getStore("sieve");
        store.connect(host, port, "joe", "secret");
        return store;
    }

    private static int unused() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
