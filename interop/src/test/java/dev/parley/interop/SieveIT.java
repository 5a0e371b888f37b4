package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveCheck;
import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveException;
import dev.parley.sieve.SieveQuotaException.Kind;
import dev.parley.sieve.SieveReferralException;
import dev.parley.sieve.SieveScriptException;
import dev.parley.sieve.SieveStore;
import jakarta.mail.MessagingException;
import jakarta.mail.MethodNotSupportedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The typed API against Dovecot Pigeonhole. */
class SieveIT extends ManageSieveTests {
    @Override
    int port() {
        return Servers.dovecot("SIEVE_PORT");
    }

    @Override
    List<String> users() {
        return List.of("bob", "carol", "quota", "size", "storage");
    }

    @Override
    List<String> names() {
        return List.of(
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
                "=?utf-8?q?x?=",
                "=?UTF-8?Q?=C3=BC?=",
                "n".repeat(76),
                "n".repeat(200));
    }

    @Override
    List<String> refusedNames() {
        return List.of("a/b", "/", "n".repeat(300), "n".repeat(600));
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

    /** Two clients replace the active script, each when the other has replaced it. */
    @Test
    void twoClientsReplaceTheSameScript() throws Exception {
        try (SieveStore one = connect("bob");
                SieveStore other = connect("bob")) {
            one.replace("main", bytes("# 0\nkeep;\n"), true);
            for (int i = 1; i <= 4; i++) {
                String body = "# " + i + "\nkeep;\n";
                (i % 2 == 0 ? one : other).replace("main", body);
                assertEquals(body, folder(i % 2 == 0 ? other : one, "main").getScript());
            }
            assertEquals(List.of(new ScriptInfo("main", true)), one.listScripts());
        }
    }

    /** Dovecot names no line for what it finds before it parses. */
    @Test
    void aScriptThatIsRefusedWithoutALine() throws Exception {
        try (SieveStore store = connect("bob")) {
            for (String body : List.of("# \0\n", "\ufeffkeep;\n")) {
                SieveScriptException refused = assertThrows(
                        SieveScriptException.class, () -> folder(store, "odd").putScript(body));
                assertFalse(refused.getDiagnostics().isEmpty());
                assertEquals(List.of(), store.listScripts());
            }
            SieveException later = assertThrows(
                    SieveException.class, () -> folder(store, "n".repeat(255)).putScript("keep;\n"));
            assertTrue(later.isTransient(), later.getMessage());
        }
    }

    @Test
    void eachKindOfQuota() throws Exception {
        try (SieveStore store = connect("quota")) {
            folder(store, "one").putScript("keep;\n");
            folder(store, "two").putScript("keep;\n");
            assertFull(Kind.MAXSCRIPTS, () -> folder(store, "three").putScript("keep;\n"));
            folder(store, "two").putScript("stop;\n");
            assertNotReplaced(Kind.MAXSCRIPTS, () -> store.replace("three", "keep;\n"));
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

    /** No room for a temporary script, whether in number or in octets: the checked body replaces the old one at once. */
    @ParameterizedTest
    @CsvSource({"quota, MAXSCRIPTS", "storage, MAXSTORAGE"})
    void aFullAccountReplacesItsScripts(String user, Kind kind) throws Exception {
        String old = "#" + "x".repeat(1450) + "\n";
        String body = "#" + "y".repeat(1450) + "\n";
        try (SieveStore store = traced(user)) {
            folder(store, "one").putScript(old);
            folder(store, "one").activate();
            folder(store, "two").putScript(old);
            store.replace("one", body);
            store.replace("two", body);
            assertEquals(body, folder(store, "one").getScript());
            assertEquals(body, folder(store, "two").getScript());
            assertThrows(SieveScriptException.class, () -> store.replace("one", "frobnicate;\n"));
            assertEquals(2, store.listScripts().size());
            assertEquals("one", store.getActiveScript().orElseThrow().getName());
        }
        String decision = "create: no temporary script, because the server has no space for one: QUOTA/" + kind;
        assertEquals(2, trace().split(decision, -1).length, trace());
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
}
