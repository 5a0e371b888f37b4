package dev.parley.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sieve.ScriptInfo;
import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveException;
import dev.parley.sieve.SieveQuotaException.Kind;
import dev.parley.sieve.SieveScriptException;
import dev.parley.sieve.SieveStore;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The typed API against Cyrus timsieved. */
class CyrusIT extends ManageSieveTests {
    @Override
    int port() {
        return Servers.cyrus("SIEVE_PORT");
    }

    @Override
    List<String> users() {
        return List.of("bob", "carol");
    }

    @Override
    List<String> names() {
        return List.of(
                "with blank",
                "quo\"te",
                "back\\slash",
                "gr\u00fc\u00dfe",
                "f\u00fcr sp\u00e4ter",
                "\u65e5\u672c",
                "\ud83d\ude00",
                "%*",
                "..",
                ".x",
                "-x",
                "INBOX",
                "=?UTF-8?Q?x?=y",
                "=?utf-8?q?x?=",
                "n".repeat(75),
                "n".repeat(76),
                "n".repeat(150));
    }

    /** Cyrus refuses 300 characters only in PUTSCRIPT, but reads the script before. */
    @Override
    List<String> refusedNames() {
        return List.of("a/b", "/", "n".repeat(300), "n".repeat(2000));
    }

    /** Cyrus announces -PLUS and accepts only the binding tls-unique, which Java does not have. */
    @Test
    void aRefusedChannelBindingIsFollowedByALoginWithoutIt() throws Exception {
        properties.put("mail.sieve.auth.mechanisms", "SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256");
        try (SieveStore store = traced("bob")) {
            assertEquals(List.of(), store.listScripts());
        }
        String type = Runtime.version().feature() >= 25 ? "tls-exporter" : "tls-server-end-point";
        assertTrue(trace().contains("auth: channel binding " + type + ", because "), trace());
        assertTrue(
                trace().contains(
                                "*** auth: SCRAM-SHA-256-PLUS was rejected without a code for a wrong password, possibly"
                                        + " because of its channel binding: trying SCRAM-SHA-256 "),
                trace());
    }

    @Test
    void whatItCan() throws Exception {
        try (SieveStore store = connect("bob")) {
            assertTrue(store.getCapabilities().implementation().startsWith("Cyrus timsieved"));
            assertEquals("1.0", store.getCapabilities().version());
            assertTrue(store.getCapabilities().extensions().contains("fileinto"));
            assertEquals(Optional.of("bob"), store.getCapabilities().owner());
            assertEquals(List.of(), store.getCapabilities().sasl());
            store.noop();
            store.unauthenticate();
            assertTrue(store.getCapabilities().sasl().contains("PLAIN"));
            assertThrows(SieveException.class, store::listScripts);
        }
    }

    /** The server announces its capabilities after AUTHENTICATE: each reply still belongs to its command. */
    @Test
    void capabilitiesThatComeUnsolicited() throws Exception {
        int chatty = Servers.cyrus("CHATTY_PORT");
        try (SieveStore store = connect("bob", chatty)) {
            SieveScriptException refused = assertThrows(
                    SieveScriptException.class, () -> folder(store, "a").putScript("frobnicate;\n"));
            assertEquals(1, refused.getDiagnostics().get(0).line());
            folder(store, "a").putScript("keep;\n");
            assertEquals(List.of(new ScriptInfo("a", false)), store.listScripts());
        }
        try (SieveStore store = connect("bob", chatty)) {
            assertEquals("keep;\n", folder(store, "a").getScript());
        }
        try (SieveStore store = connect("bob", chatty)) {
            assertEquals("keep;\n", new String(folder(store, "a").openScript().readAllBytes()));
            assertEquals(Optional.of("bob"), store.getCapabilities().owner());
            assertEquals(List.of(new ScriptInfo("a", false)), store.listScripts());
        }
        try (SieveStore store = connect("bob", chatty)) {
            store.noop();
            assertEquals(Optional.of("bob"), store.getCapabilities().owner());
            assertTrue(folder(store, "a").delete(false));
        }
    }

    @Test
    void diagnosticsHaveNoSeverity() throws Exception {
        try (SieveStore store = connect("bob")) {
            SieveDiagnostic wrong =
                    store.checkScript("keep;\nfrobnicate;\n").diagnostics().get(0);
            assertEquals(2, wrong.line());
            assertEquals(SieveDiagnostic.Severity.ERROR, wrong.severity());
        }
    }

    /** At its limit Cyrus refuses also to replace a script; below it there is room for the temporary one. */
    @Test
    void eachKindOfQuota() throws Exception {
        try (SieveStore store = connect("carol")) {
            for (String name : List.of("1", "2", "3", "4")) {
                folder(store, name).putScript("keep;\n");
            }
            folder(store, "4").activate();
            store.replace("4", "stop;\n");
            assertEquals("stop;\n", folder(store, "4").getScript());
            folder(store, "5").putScript("keep;\n");
            assertFull(Kind.MAXSCRIPTS, () -> folder(store, "6").putScript("keep;\n"));
            assertFull(Kind.MAXSCRIPTS, () -> folder(store, "1").putScript("stop;\n"));
            assertNotReplaced(Kind.MAXSCRIPTS, () -> store.replace("4", "keep;\n"));
            assertNotReplaced(Kind.MAXSCRIPTS, () -> store.replace("1", "stop;\n"));
            assertEquals("stop;\n", folder(store, "4").getScript());
            assertEquals("keep;\n", folder(store, "1").getScript());
            assertEquals(5, store.listScripts().size());

            String large = "#" + "x".repeat(3_000_000) + "\n";
            assertTrue(folder(store, "5").delete(false));
            assertFull(Kind.MAXSIZE, () -> folder(store, "5").putScript(large));
            assertFull(Kind.MAXSIZE, () -> store.haveSpace("5", 3_000_000));
            assertTrue(store.isConnected());
        }
    }

    /**
     * Cyrus 3.6 refuses GETSCRIPT ("Error getting script") on a connection that is older than what another connection
     * stored, so each client connects again.
     */
    @Test
    void twoClientsReplaceTheSameScript() throws Exception {
        for (int i = 0; i < 4; i++) {
            String body = "# " + i + "\nkeep;\n";
            try (SieveStore store = connect("bob")) {
                store.replace("main", bytes(body), true);
                assertEquals(body, folder(store, "main").getScript());
            }
        }
    }

    /** What was activated decides at once what becomes of a mail. */
    @Test
    void aReplacedScriptFiltersMail() throws Exception {
        try (SieveStore store = connect("bob")) {
            store.replace("filter", bytes("require \"ereject\";\nereject \"not for me\";\n"), true);
            SendFailedException rejected = assertThrows(SendFailedException.class, this::deliver);
            assertTrue(rejected.getNextException().getMessage().contains("not for me"), rejected.toString());
            store.replace("filter", "keep;\n");
            deliver();
            assertEquals(List.of(new ScriptInfo("filter", true)), store.listScripts());
        }
    }

    private void deliver() throws Exception {
        properties.put("mail.lmtp.port", String.valueOf(Servers.cyrus("LMTP_PORT")));
        Session session = Session.getInstance(properties);
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("a@example.test");
        mail.setText("hello");
        mail.saveChanges();
        try (Transport transport = session.getTransport("lmtp")) {
            transport.connect();
            transport.sendMessage(mail, InternetAddress.parse("bob"));
        }
    }
}
