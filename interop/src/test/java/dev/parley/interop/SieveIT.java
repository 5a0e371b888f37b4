package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveCheck;
import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveException;
import dev.parley.sieve.SieveFolder;
import dev.parley.sieve.SieveQuotaException;
import dev.parley.sieve.SieveQuotaException.Kind;
import dev.parley.sieve.SieveReferralException;
import dev.parley.sieve.SieveReplaceException;
import dev.parley.sieve.SieveScriptException;
import dev.parley.sieve.SieveStore;
import jakarta.mail.MessagingException;
import jakarta.mail.MethodNotSupportedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The typed API against Dovecot Pigeonhole. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SieveIT {
    private final Properties properties = new Properties();

    @BeforeAll
    static void trust() {
        Servers.trust();
    }

    @BeforeEach
    void emptyAccounts() throws Exception {
        for (String user : List.of("bob", "carol", "quota", "size", "storage")) {
            try (SieveStore store = connect(user)) {
                store.deactivate();
                for (ScriptInfo script : store.listScripts()) {
                    folder(store, script.name()).delete(false);
                }
            }
        }
    }

    @Test
    void whatItCan() throws Exception {
        try (SieveStore store = connect("bob")) {
            assertTrue(store.getCapabilities().implementation().contains("Pigeonhole"));
            assertEquals("1.0", store.getCapabilities().version());
            assertTrue(store.getCapabilities().extensions().contains("fileinto"));
            assertTrue(store.getCapabilities().maxRedirects().isPresent());
            assertThrows(MethodNotSupportedException.class, store::unauthenticate);
            store.noop();
            assertTrue(store.isConnected());
        }
    }

    @Test
    void diagnosticsKnowTheirLine() throws Exception {
        try (SieveStore store = connect("bob")) {
            SieveScriptException refused = assertThrows(
                    SieveScriptException.class, () -> folder(store, "broken").putScript("keep;\r\nfrobnicate;\r\n"));
            SieveDiagnostic wrong = refused.getDiagnostics().get(0);
            assertEquals(2, wrong.line());
            assertEquals(SieveDiagnostic.Severity.ERROR, wrong.severity());
            assertEquals("frobnicate;\n^^^^^^^^^^", wrong.scriptLine() + "\n" + wrong.pointer());
            assertEquals(List.of(), store.listScripts());

            SieveCheck check = store.checkScript("keep;\nkeep\nstop;\n");
            assertFalse(check.ok());
            assertEquals(2, check.diagnostics().get(0).line());
            assertEquals(new SieveCheck(true, List.of()), store.checkScript("keep;\n"));

            String missing = "require \"include\";\ninclude :personal \"missing\";\n";
            List<SieveDiagnostic> warnings = folder(store, "includes").putScript(missing);
            assertEquals(SieveDiagnostic.Severity.WARNING, warnings.get(0).severity());
            assertEquals(2, warnings.get(0).line());
            assertEquals(
                    warnings.get(0).line(),
                    store.checkScript(missing).diagnostics().get(0).line());
            assertTrue(store.isConnected());
        }
    }

    @Test
    void everyKindOfName() throws Exception {
        try (SieveStore store = connect("bob")) {
            for (String name : List.of(
                    "with blank",
                    " leading",
                    "quo\"te",
                    "back\\slash",
                    "gr\u00fc\u00dfe",
                    "\u65e5\u672c",
                    "\ud83d\ude00",
                    "%*",
                    ".x",
                    "-x",
                    "INBOX",
                    "=?UTF-8?Q?x?=y",
                    "n".repeat(76),
                    "n".repeat(200))) {
                SieveFolder script = folder(store, name);
                script.putScript("keep;\n");
                script.activate();
                assertEquals(List.of(new ScriptInfo(name, true)), store.listScripts());
                assertEquals("keep;\n", script.getScript());
                assertTrue(script.renameTo(folder(store, "other")));
                assertEquals("other", store.getActiveScript().orElseThrow().getName());
                assertTrue(folder(store, "other").renameTo(script));
                store.replace(name, "stop;\n");
                store.deactivate();
                assertTrue(script.delete(false));
            }
        }
    }

    /** What the server refuses, and what no server is asked for; never is the body run for commands. */
    @Test
    void namesThatAreRefused() throws Exception {
        String attack = "DELETESCRIPT \"victim\"\r\n";
        try (SieveStore store = connect("bob")) {
            folder(store, "victim").putScript("keep;\n");
            for (String name : List.of("a/b", "a\nb", "\0", "\u0085", "\u2028", "\ud800", "n".repeat(600))) {
                assertThrows(MessagingException.class, () -> folder(store, name).putScript(attack), name);
                assertThrows(
                        MessagingException.class,
                        () -> folder(store, name).putScript(stream(attack), attack.length()),
                        name);
                assertThrows(MessagingException.class, () -> store.replace(name, attack), name);
                assertEquals(List.of(new ScriptInfo("victim", false)), store.listScripts(), name);
            }
            SieveException later = assertThrows(
                    SieveException.class, () -> folder(store, "n".repeat(255)).putScript("keep;\n"));
            assertTrue(later.isTransient(), later.getMessage());
        }
    }

    @Test
    void everyOctetOfABody() throws Exception {
        try (SieveStore store = connect("bob")) {
            SieveFolder script = folder(store, "octets");
            for (String body :
                    List.of("# lf\nkeep;\n", "# crlf\r\nkeep;\r\n", "# cr\rx\nkeep;", "", "\n\n", "# \u00fc")) {
                byte[] octets = body.getBytes(StandardCharsets.UTF_8);
                script.putScript(octets);
                assertArrayEquals(octets, script.getScriptBytes(), body);
                try (InputStream in = script.openScript()) {
                    assertArrayEquals(octets, in.readAllBytes(), body);
                }
            }
            byte[] invalid = {'#', (byte) 0xff, (byte) 0xc3, '\n'};
            script.putScript(invalid);
            assertArrayEquals(invalid, script.getScriptBytes());
            assertThrows(SieveException.class, () -> script.putScript("# \0\n"));
            assertThrows(SieveException.class, () -> script.putScript("\ufeffkeep;\n"));
            assertArrayEquals(invalid, script.getScriptBytes());
        }
    }

    @Test
    void oneMebibyteBothWays() throws Exception {
        byte[] octets = ("#" + "x".repeat(61) + "\r\n").repeat(16 * 1024 + 1).getBytes(StandardCharsets.US_ASCII);
        try (SieveStore store = connect("bob")) {
            SieveFolder script = folder(store, "large");
            script.putScript(new ByteArrayInputStream(octets), octets.length);
            try (InputStream in = script.openScript()) {
                assertArrayEquals(octets, in.readAllBytes());
            }
            script.putScript(octets);
            assertArrayEquals(octets, script.getScriptBytes());
        }
    }

    @Test
    void eachKindOfQuota() throws Exception {
        try (SieveStore store = connect("quota")) {
            folder(store, "one").putScript("keep;\n");
            folder(store, "two").putScript("keep;\n");
            assertFull(Kind.MAXSCRIPTS, () -> folder(store, "three").putScript("keep;\n"));
            folder(store, "two").putScript("stop;\n");
            SieveReplaceException full =
                    assertThrows(SieveReplaceException.class, () -> store.replace("two", "keep;\n"));
            assertEquals(SieveReplaceException.State.OLD, full.getState());
            assertEquals("stop;\n", folder(store, "two").getScript());
        }
        String large = "#" + "x".repeat(1500) + "\n";
        try (SieveStore store = connect("size")) {
            assertFull(Kind.MAXSIZE, () -> folder(store, "large").putScript(large));
            assertFull(Kind.MAXSIZE, () -> store.haveSpace("large", 1001));
            store.haveSpace("large", 900);
        }
        properties.put("mail.sieve.havespace", "false");
        try (SieveStore store = connect("storage")) {
            folder(store, "one").putScript(large);
            assertFull(Kind.MAXSTORAGE, () -> folder(store, "two").putScript(large));
            assertEquals(1, store.listScripts().size());
        }
    }

    @Test
    void aReferralNotFollowedAndFollowed() throws Exception {
        SieveReferralException moved = assertThrows(SieveReferralException.class, () -> connect("refer"));
        assertTrue(moved.getUrl().startsWith("sieve://carol"), moved.getUrl());
        try (SieveStore store = connect("carol")) {
            folder(store, "carols").putScript("keep;\n");
        }
        properties.put("mail.sieve.referral.follow", "true");
        try (SieveStore store = connect("refer")) {
            assertEquals(List.of(new ScriptInfo("carols", false)), store.listScripts());
        }
    }

    @Test
    void aServerThatIsDownIsATransientFailure() {
        SieveException late = assertThrows(SieveException.class, () -> connect("late"));
        assertTrue(late.isTransient(), late.getMessage());
    }

    @Test
    void somebodyActsForAnother() throws Exception {
        try (SieveStore store = connect("carol")) {
            folder(store, "carols").putScript("keep;\n");
        }
        properties.put("mail.sieve.sasl.authorizationid", "carol");
        try (SieveStore store = connect("master")) {
            assertEquals(List.of(new ScriptInfo("carols", false)), store.listScripts());
        }
        assertThrows(MessagingException.class, () -> connect("bob"));
    }

    /** What was activated by a replacement of a live script really files mail. */
    @Test
    void aReplacedScriptFilesMail() throws Exception {
        try (SieveStore store = connect("bob")) {
            store.replace("filing", "keep;\n".getBytes(StandardCharsets.US_ASCII), true);
            assertEquals("filing", store.getActiveScript().orElseThrow().getName());
            store.replace("filing", "require [\"fileinto\", \"mailbox\"];\nfileinto :create \"Filed\";\n");
            assertEquals(List.of(new ScriptInfo("filing", true)), store.listScripts());
        }
        properties.put("mail.lmtp.port", String.valueOf(Servers.dovecot("LMTP_PORT")));
        Session session = Session.getInstance(properties);
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("a@example.test");
        mail.setHeader("X-Id", "replaced-1");
        mail.setText("hello");
        mail.saveChanges();
        try (Transport transport = session.getTransport("lmtp")) {
            transport.connect();
            transport.sendMessage(mail, InternetAddress.parse("bob@example.test"));
        }
        new Mailbox(Servers.filed("bob", "Filed")).await("X-Id: replaced-1");
    }

    /** Something that needs room. */
    private interface Need {
        void room() throws MessagingException;
    }

    private static void assertFull(Kind kind, Need need) {
        SieveQuotaException full = assertThrows(SieveQuotaException.class, need::room);
        assertEquals(kind, full.getKind(), full.getMessage());
    }

    private SieveStore connect(String user) throws MessagingException {
        SieveStore store = (SieveStore) Session.getInstance(properties).getStore("sieve");
        store.connect("localhost", Servers.dovecot("SIEVE_PORT"), user, Servers.PASSWORD);
        return store;
    }

    private static SieveFolder folder(SieveStore store, String name) throws MessagingException {
        return (SieveFolder) store.getFolder(name);
    }

    private static InputStream stream(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }
}
