package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.sieve.Cut;
import dev.parley.replay.sieve.Habit;
import dev.parley.sieve.SieveReplaceException.State;
import jakarta.mail.MessagingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
        // LISTSCRIPTS, GETSCRIPT, CHECKSCRIPT, HAVESPACE, PUTSCRIPT, GETSCRIPT; PUTSCRIPT; GETSCRIPT, DELETESCRIPT,
        // SETACTIVE
        List<State> expected = new ArrayList<>(java.util.Collections.nCopies(6, State.OLD));
        expected.add(State.EITHER);
        expected.addAll(java.util.Collections.nCopies(3, State.NEW));
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

    private static void assertLeft(Account account, SieveReplaceException e) {
        List<String> possible = switch (e.getState()) {
            case OLD -> List.of(OLD);
            case EITHER -> List.of(OLD, NEW);
            case NEW -> List.of(NEW);
        };
        assertTrue(possible.contains(account.script("main")), e.getMessage());
        assertEquals(Optional.of("main"), account.server.active(), e.getMessage());
        assertArrayEquals(NEW.getBytes(StandardCharsets.UTF_8), e.getNewBody());
        if (e.getState() == State.EITHER) {
            assertArrayEquals(
                    OLD.getBytes(StandardCharsets.UTF_8), e.getOldBody().orElseThrow());
            assertTrue(e.getMessage().contains("either body may be there"), e.getMessage());
        }
        for (String name : account.server.names()) {
            assertTrue(name.equals("main") || e.getMessage().contains(name + " may be left over"), e.getMessage());
        }
    }

    @Test
    void noRoomForTheTemporaryScript() throws Exception {
        try (Account account = new Account().with("main", OLD)) {
            account.server.limit(1, 1000);
            try (SieveStore store = account.connect()) {
                SieveReplaceException e = assertThrows(SieveReplaceException.class, () -> store.replace("main", NEW));
                assertEquals(State.OLD, e.getState());
                SieveQuotaException quota = assertInstanceOf(SieveQuotaException.class, e.getCause());
                assertEquals(SieveQuotaException.Kind.MAXSCRIPTS, quota.getKind());
                assertTrue(e.getMessage().contains("asking for room for a temporary script"), e.getMessage());
                assertTrue(e.getMessage().contains("nothing was changed"), e.getMessage());
                assertTrue(store.isConnected());
            }
            assertEquals(List.of("main"), account.server.names());
            assertEquals(OLD, account.script("main"));
        }
    }

    @Test
    void aServerThatKeepsOtherOctetsIsFoundOutBeforeItMatters() throws Exception {
        try (Account account = new Account().with("main", "keep;")) {
            account.server.with(Habit.CHANGES_LINE_ENDS);
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
