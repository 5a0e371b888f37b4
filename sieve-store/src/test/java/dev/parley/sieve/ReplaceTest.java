package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.sieve.Cut;
import dev.parley.replay.sieve.Habit;
import dev.parley.sieve.SieveReplaceException.State;
import dev.parley.testing.Headline;
import jakarta.mail.MessagingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A script that filters mail is replaced: what the account has afterwards, whatever happens on the way. */
@Timeout(60)
class ReplaceTest {
    private static final String OLD = "# old\r\nkeep;\r\n";
    private static final String NEW = "# new\r\nkeep;\r\n";

    @Test
    void replacesAndActivatesOnlyWhatItIsTold() throws Exception {
        try (Account account = new Account().with("main", OLD).with("other", OLD)) {
            account.server.activate("main");
            try (SieveStore store = account.connect()) {
                assertEquals(List.of(), store.replace("main", NEW));
                store.replace("other", NEW);
                store.replace("third", NEW);
                assertEquals(List.of("main", "other", "third"), account.server.names());
                assertEquals(Optional.of("main"), account.server.active());
                store.replace("third", OLD.getBytes(StandardCharsets.UTF_8), true);
                assertEquals(Optional.of("third"), account.server.active());
            }
            assertEquals(List.of(NEW, NEW, OLD), scripts(account, "main", "other", "third"));
        }
    }

    @Test
    void aLinkThatIsCutAnywhere() throws Exception {
        List<State> before = new ArrayList<>();
        List<State> after = new ArrayList<>();
        for (int command = 1; cutAt(command, Cut.BEFORE, before); command++) {
            assertTrue(cutAt(command, Cut.AFTER, after));
        }
        // LISTSCRIPTS, GETSCRIPT, CHECKSCRIPT, HAVESPACE, PUTSCRIPT, GETSCRIPT, DELETESCRIPT, HAVESPACE; PUTSCRIPT;
        // GETSCRIPT
        List<State> expected = new ArrayList<>(Collections.nCopies(8, State.OLD));
        expected.add(State.EITHER);
        expected.add(State.ACCEPTED);
        assertEquals(expected, before);
        assertEquals(expected, after);
    }

    /** @return false when there was no such command, and so nothing was cut */
    private static boolean cutAt(int command, Cut when, List<State> states) throws Exception {
        try (Account account = new Account().with("main", OLD)) {
            account.server.activate("main");
            try (SieveStore store = account.connect()) {
                account.server.cutAt(command, when);
                store.replace("main", NEW);
                assertEquals(NEW, account.script("main"));
                return false;
            } catch (SieveReplaceException e) {
                states.add(e.getState());
                assertLeft(account, e);
                return true;
            }
        }
    }

    /** The last command activates a script that was not active. */
    @Test
    void aLinkThatIsCutBeforeTheActivation() throws Exception {
        try (Account account = new Account();
                SieveStore store = account.connect()) {
            int setActive = 6; // after LISTSCRIPTS, CHECKSCRIPT, HAVESPACE, PUTSCRIPT, GETSCRIPT
            account.server.cutAt(setActive, Cut.BEFORE);
            SieveReplaceException e = assertThrows(
                    SieveReplaceException.class,
                    () -> store.replace("main", NEW.getBytes(StandardCharsets.UTF_8), true));
            assertEquals(State.NEW, e.getState());
            assertTrue(Headline.of(e).endsWith("; the new script is stored"), e.getMessage());
            assertEquals(NEW, account.script("main"));
            assertEquals(Optional.empty(), account.server.active());
        }
    }

    private static void assertLeft(Account account, SieveReplaceException e) {
        List<String> possible = switch (e.getState()) {
            case OLD -> List.of(OLD);
            case EITHER -> List.of(OLD, NEW);
            case ACCEPTED, NEW -> List.of(NEW);
            case OTHER -> List.of();
        };
        assertTrue(possible.contains(account.script("main")), e.getMessage());
        assertEquals(Optional.of("main"), account.server.active(), e.getMessage());
        assertArrayEquals(NEW.getBytes(StandardCharsets.UTF_8), e.getNewBody());
        if (e.getState() == State.EITHER) {
            assertArrayEquals(
                    OLD.getBytes(StandardCharsets.UTF_8), e.getOldBody().orElseThrow());
            assertTrue(e.getMessage().contains("either the old or the new script"), e.getMessage());
        }
        for (String name : account.server.names()) {
            assertTrue(
                    name.equals("main") || e.getMessage().contains(name + " may remain on the server"), e.getMessage());
        }
    }

    /** Another client replaces the same script, as a whole, before any one command of this client. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoClientsReplaceTheSameScript(boolean active) throws Exception {
        List<String> results = new ArrayList<>();
        for (int command = 1; interleavedAt(command, active, results); command++) {
            continue;
        }
        // LISTSCRIPTS, GETSCRIPT, CHECKSCRIPT, where it is active HAVESPACE, PUTSCRIPT, GETSCRIPT, DELETESCRIPT for the
        // temporary script, HAVESPACE, PUTSCRIPT; GETSCRIPT
        List<String> expected = new ArrayList<>(Collections.nCopies(active ? 9 : 5, "replaced"));
        expected.add("OTHER");
        assertEquals(expected, results);
    }

    /** @return false when there was no such command */
    private static boolean interleavedAt(int command, boolean active, List<String> results) throws Exception {
        String others = "# other\r\nkeep;\r\n";
        AtomicReference<Object> other = new AtomicReference<>("not run");
        try (Account account = new Account().with("main", OLD);
                SieveStore store = account.connect();
                SieveStore otherStore = account.connect()) {
            account.server.activate(active ? "main" : "");
            account.server.before(command, () -> {
                try {
                    other.set(otherStore.replace("main", others));
                } catch (MessagingException e) {
                    other.set(e);
                }
            });
            String result = replaced(store, account, others);
            account.server.before(0, () -> {});
            if (other.get().equals("not run")) {
                return false;
            }
            results.add(result);
            assertEquals(List.of(), other.get());
            assertEquals(List.of("main"), account.server.names(), result);
            assertEquals(active ? Optional.of("main") : Optional.empty(), account.server.active(), result);
            return true;
        }
    }

    private static String replaced(SieveStore store, Account account, String others) {
        try {
            store.replace("main", NEW);
            return account.script("main").equals(NEW) ? "replaced" : "replaced by the other client";
        } catch (SieveReplaceException e) {
            assertEquals(others, account.script("main"), e.getMessage());
            return e.getState().name();
        } catch (MessagingException e) {
            return e.toString();
        }
    }

    @Test
    void aFullAccountReplacesItsScripts() throws Exception {
        try (Account account = new Account().with("main", OLD).with("other", OLD)) {
            account.server.activate("main");
            account.server.limit(2, 1000);
            try (SieveStore store = account.connect()) {
                assertEquals(List.of(), store.replace("main", NEW));
                assertEquals(List.of(), store.replace("other", NEW));
                assertThrows(SieveScriptException.class, () -> store.replace("main", "frobnicate;"));
                assertQuota(store, "third", NEW, SieveQuotaException.Kind.MAXSCRIPTS);
                assertQuota(store, "main", "#" + "x".repeat(1000), SieveQuotaException.Kind.MAXSIZE);
            }
            assertEquals(List.of("main", "other"), account.server.names());
            assertEquals(Optional.of("main"), account.server.active());
            assertEquals(List.of(NEW, NEW), scripts(account, "main", "other"));
        }
    }

    private static void assertQuota(SieveStore store, String name, String body, SieveQuotaException.Kind kind) {
        SieveReplaceException e = assertThrows(SieveReplaceException.class, () -> store.replace(name, body));
        assertEquals(State.OLD, e.getState());
        SieveQuotaException quota = assertInstanceOf(SieveQuotaException.class, e.getCause());
        assertEquals(kind, quota.getKind());
        assertTrue(e.getMessage().contains("failed while checking the space: "), e.getMessage());
        assertTrue(Headline.of(e).endsWith("; nothing was changed"), e.getMessage());
    }

    @Test
    void aServerThatKeepsOtherOctetsIsFoundOutBeforeItMatters() throws Exception {
        try (Account account = new Account().with("main", "keep;")) {
            account.server.with(Habit.CHANGES_LINE_ENDS);
            account.server.activate("main");
            try (SieveStore store = account.connect()) {
                SieveReplaceException e =
                        assertThrows(SieveReplaceException.class, () -> store.replace("main", "# new\nkeep;\n"));
                assertEquals(State.OLD, e.getState());
                assertTrue(e.getMessage().contains("comparing the temporary script"), e.getMessage());
            }
            assertEquals(List.of("main"), account.server.names());
            assertEquals("keep;", account.script("main"));
        }
    }

    /** A script that filters no mail needs no rehearsal, and what is there may be the body of another client. */
    @Test
    void otherOctetsOfAnInactiveScriptAreReported() throws Exception {
        try (Account account = new Account().with("main", "keep;")) {
            account.server.with(Habit.CHANGES_LINE_ENDS);
            try (SieveStore store = account.connect()) {
                SieveReplaceException e =
                        assertThrows(SieveReplaceException.class, () -> store.replace("main", "# new\nkeep;\n"));
                assertEquals(State.OTHER, e.getState());
                assertTrue(e.getMessage().contains("the old script was not restored"), e.getMessage());
            }
            assertEquals("# new\r\nkeep;\r\n", account.script("main"));
        }
    }

    @Test
    void aBrokenBodyIsRefusedByItsLine() throws Exception {
        try (Account account = new Account().with("main", OLD);
                SieveStore store = account.connect()) {
            SieveScriptException e =
                    assertThrows(SieveScriptException.class, () -> store.replace("main", "keep;\nfrobnicate;\n"));
            SieveDiagnostic wrong = e.getDiagnostics().get(0);
            assertEquals(2, wrong.line());
            assertEquals("frobnicate;", wrong.scriptLine());
            assertEquals(OLD, account.script("main"));
        }
    }

    @Test
    void aServerWithoutCheckscriptRefusesTheTemporaryScript() throws Exception {
        try (Account account = new Account().with("main", OLD)) {
            account.server.with(Habit.PREDATES_THE_RFC);
            try (SieveStore store = account.connect()) {
                assertThrows(SieveScriptException.class, () -> store.replace("main", "frobnicate;"));
                assertEquals(OLD, account.script("main"));
                store.replace("main", NEW);
                assertEquals(NEW, account.script("main"));
            }
            assertEquals(List.of("main"), account.server.names());
        }
    }

    @Test
    void aNameThatNoScriptMayHave() throws Exception {
        try (Account account = new Account();
                SieveStore store = account.connect()) {
            assertThrows(MessagingException.class, () -> store.replace("a\nb", NEW));
            assertEquals(List.of(), account.server.names());
        }
    }

    private static List<String> scripts(Account account, String... names) {
        return java.util.Arrays.stream(names).map(account::script).toList();
    }
}
