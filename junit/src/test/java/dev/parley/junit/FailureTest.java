package dev.parley.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** What the failure of a test shows. The test classes in it are run by these tests only. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailureTest {
    private static final Path DIALOG = Path.of("src/test/resources/dialogs/two-recipients.txt");
    private static final Path LOGIN = Path.of("src/test/resources/dialogs/login.txt");
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    Path pages;

    @Test
    void aFailedTestShowsTheTraceAndLeavesThePage() throws IOException {
        String failure = Cases.failure(Cases.run(pages, FailsAfterSend.class));

        Path page = pages.resolve("FailureTest.FailsAfterSend.expectsAnotherRecipient.html");
        assertTrue(failure.startsWith("org.opentest4j.AssertionFailedError: the recipients of the envelope"), failure);
        assertTrue(failure.contains("the dialog, as a page in " + page + ":\n"), failure);
        assertTrue(failure.contains("RCPT TO:<bob@example.test>\n"), failure);
        assertTrue(failure.contains("<~    #5 250 2.1.5 Ok"), failure);
        assertTrue(Files.readString(page).contains("RCPT TO:&lt;bob@example.test&gt;"), () -> read(page));
    }

    static class FailsAfterSend {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.accepting();

        @Test
        void expectsAnotherRecipient() throws Exception {
            Cases.send(server.session(), "bob@example.test");
            server.message().assertRecipients("carol@example.test");
        }
    }

    @Test
    void aPassedTestShowsNothing() throws IOException {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        EngineExecutionResults results;
        try (PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            results = Cases.run(pages, Passes.class);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        results.testEvents().assertStatistics(all -> all.succeeded(1).failed(0));
        assertEquals(0, results.allEvents().reportingEntryPublished().count());
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
        assertEquals(List.of(), files());
    }

    static class Passes {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.accepting();

        @Test
        void sends() throws Exception {
            Cases.send(server.session(), "bob@example.test");
            server.message();
        }
    }

    @Test
    void eachConnectionHasAPage() throws IOException {
        String failure = Cases.failure(Cases.run(pages, FailsAfterTwo.class));

        Path page = pages.resolve("FailureTest.FailsAfterTwo.sendsTwice.html");
        Path second = pages.resolve("FailureTest.FailsAfterTwo.sendsTwice-2.html");
        assertTrue(failure.contains(page + ", " + second + ":\n"), failure);
        assertTrue(read(second).contains("carol@example.test"), () -> read(second));
    }

    static class FailsAfterTwo {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.accepting();

        @Test
        void sendsTwice() throws Exception {
            Cases.send(server.session(), "bob@example.test");
            Cases.send(server.session(), "carol@example.test");
            server.assertNoMessages();
        }
    }

    @Test
    void withoutThePageTheDialogIsShown() throws IOException {
        Path file = Files.createFile(pages.resolve("file"));
        String failure = Cases.failure(Cases.run(file, FailsAfterSend.class));

        assertTrue(failure.startsWith("org.opentest4j.AssertionFailedError: the recipients of the envelope"), failure);
        assertTrue(failure.contains("the dialog:\n"), failure);
        assertTrue(failure.contains("RCPT TO:<bob@example.test>\n"), failure);
        assertTrue(failure.contains("the page cannot be written to the folder " + file + ": "), failure);
        assertTrue(failure.contains("; set parley.junit.pages to another folder\n"), failure);
    }

    @Test
    void withoutThePageTheMismatchesAreShown() throws IOException {
        Path file = Files.createFile(pages.resolve("file"));
        String failure = Cases.failure(Cases.run(file, Mismatches.class));

        assertTrue(failure.startsWith("org.opentest4j.AssertionFailedError: the client did not follow "), failure);
        assertTrue(failure.contains("RCPT TO:<bib@example.test>\n"), failure);
        assertTrue(failure.contains("the page cannot be written to the folder " + file + ": "), failure);
    }

    @Test
    void aFolderThatIsNoPathIsNamed() {
        String failure = Cases.failure(Cases.run("a\0b", FailsAfterSend.class));

        assertTrue(failure.startsWith("org.opentest4j.AssertionFailedError: the recipients of the envelope"), failure);
        assertTrue(failure.contains("RCPT TO:<bob@example.test>\n"), failure);
        assertTrue(failure.contains("the page cannot be written to the folder a\0b: "), failure);
    }

    /** A name of Kotlin may contain most characters; some are not allowed in the file names of Windows. */
    @Test
    void thePageHasOnlyCommonCharactersInItsName() {
        assertEquals("OrderTest.costs 5_ _in 1-2 days_.html", Pages.fileName("OrderTest.costs 5€ (in 1-2 days?", 1));
        assertEquals("OrderTest.größe_1-2.html", Pages.fileName("OrderTest.größe_1", 2));

        String failure = Cases.failure(Cases.run(pages, FailsWithSign.class));
        Path page = pages.resolve("FailureTest.FailsWithSign.costs5_.html");
        assertTrue(failure.contains("the dialog, as a page in " + page + ":\n"), failure);
    }

    static class FailsWithSign {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.accepting();

        @Test
        void costs5€() throws Exception {
            Cases.send(server.session(), "bob@example.test");
            server.assertNoMessages();
        }
    }

    @Test
    void theDialogOfTheTestBeforeIsNotShown() {
        String failure = Cases.failure(Cases.run(pages, FailsSecond.class));

        assertTrue(failure.contains("RCPT TO:<second@example.test>"), failure);
        assertFalse(failure.contains("first@example.test"), failure);
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class FailsSecond {
        @RegisterExtension
        static SmtpServerExtension server = SmtpServerExtension.accepting();

        @Test
        void a() throws Exception {
            Cases.send(server.session(), "first@example.test");
        }

        @Test
        void b() throws Exception {
            Cases.send(server.session(), "second@example.test");
            server.assertNoMessages();
        }
    }

    @Test
    void aFailureBeforeTheTestShowsTheTraceToo() {
        String failure = Cases.failure(Cases.run(pages, FailsBefore.class));

        assertTrue(failure.contains("the dialog, as a page in "), failure);
        assertTrue(failure.contains("452 4.2.2 <bob@example.test>: Mailbox full"), failure);
    }

    static class FailsBefore {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.accepting().fullMailbox("bob@example.test");

        @BeforeEach
        void send() throws Exception {
            Cases.send(server.session(), "bob@example.test");
        }

        @Test
        void isNotReached() {}
    }

    @Test
    void anAbortedTestShowsNothing() throws IOException {
        EngineExecutionResults results = Cases.run(pages, Aborts.class);

        results.testEvents().assertStatistics(all -> all.aborted(1).failed(0));
        assertFalse(Cases.failure(results).contains("the dialog"), () -> Cases.failure(results));
        assertEquals(List.of(), files());
    }

    static class Aborts {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.accepting();

        @Test
        void assumes() throws Exception {
            Cases.send(server.session(), "bob@example.test");
            Assumptions.abort("not here");
        }
    }

    @Test
    void anAbortedTestWaitsForNoClient() {
        EngineExecutionResults results =
                assertTimeout(Duration.ofSeconds(5), () -> Cases.run(pages, AbortsBeforeTheClient.class));

        results.testEvents().assertStatistics(all -> all.aborted(1).failed(0));
    }

    static class AbortsBeforeTheClient {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.replay(DIALOG);

        @Test
        void assumes() {
            Assumptions.abort("not here");
        }
    }

    @Test
    void aClientOtherThanParleyIsShownAsTheServerSawIt() throws IOException {
        String failure = Cases.failure(Cases.run(pages, FailsWithoutParley.class));

        assertTrue(failure.contains("the dialog:\nS: 220 localhost ESMTP"), failure);
        assertTrue(failure.contains("\nC: AUTH PLAIN [redacted]\nS: 235"), failure);
        assertTrue(failure.contains("\nC: NOOP\nS: 250 2.0.0 Ok\n"), failure);
        assertEquals(List.of(), files());
        assertNoSecret(failure);
    }

    static class FailsWithoutParley {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.accepting();

        @Test
        void talks() throws Exception {
            Cases.talk(server.port(), "EHLO client.example", "AUTH PLAIN " + base64("\0joe\0" + PASSWORD), "NOOP");
            Cases.talk(server.port(), "EHLO client.example", "AUTH LOGIN", base64("joe"), base64(PASSWORD));
            server.message();
        }
    }

    @Test
    void aFailureWithoutAConnectionSaysSo() {
        String failure = Cases.failure(Cases.run(pages, NeverConnects.class));

        assertTrue(failure.matches("(?s).*the dialog:\nno client of localhost:\\d+ was recorded\n.*"), failure);
    }

    static class NeverConnects {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.accepting();

        @Test
        void expectsAMessage() {
            server.message();
        }
    }

    @Test
    void aClientThatDoesNotFollowTheFileFailsTheTest() {
        String failure = Cases.failure(Cases.run(pages, Mismatches.class));

        assertTrue(
                failure.startsWith(
                        "org.opentest4j.AssertionFailedError: the client did not follow " + DIALOG + ":\n"
                                + "  line 9: expected C: RCPT TO:<carol@example.test>, received C: RCPT TO:<bib@example.test>\n"),
                failure);
        assertTrue(failure.contains("the dialog, as a page in "), failure);
    }

    static class Mismatches {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.replay(DIALOG);

        @Test
        void ignoresTheException() {
            try {
                Cases.send(server.session(), "bob@example.test, bib@example.test");
            } catch (jakarta.mail.MessagingException e) {
                // The mismatch alone fails the test.
            }
        }
    }

    @Test
    void aClientThatFollowsTheFilePasses() {
        Cases.run(pages, Follows.class)
                .testEvents()
                .assertStatistics(all -> all.succeeded(1).failed(0));
    }

    static class Follows {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.replay(DIALOG);

        @Test
        void sends() throws Exception {
            Cases.send(server.session(), "bob@example.test, carol@example.test");
        }
    }

    @Test
    void mismatchesCanBeIgnored() {
        Cases.run(pages, IgnoresMismatches.class)
                .testEvents()
                .assertStatistics(all -> all.succeeded(1).failed(0));
    }

    static class IgnoresMismatches {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.replay(DIALOG).ignoreMismatches();

        @Test
        void quits() throws Exception {
            Cases.talk(server.port(), "QUIT");
        }
    }

    @Test
    void mismatchesIgnoredInATestFailTheNext() {
        EngineExecutionResults results = Cases.run(pages, IgnoresMismatchesOnce.class);

        results.testEvents().assertStatistics(all -> all.succeeded(1).failed(1));
        String failure = Cases.failure(results);
        assertTrue(failure.contains("line 3: expected C: EHLO client.example, received C: QUIT"), failure);
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class IgnoresMismatchesOnce {
        @RegisterExtension
        static SmtpServerExtension server = SmtpServerExtension.replay(DIALOG);

        @Test
        void a() throws Exception {
            server.ignoreMismatches();
            Cases.talk(server.port(), "QUIT");
        }

        @Test
        void b() throws Exception {
            Cases.talk(server.port(), "QUIT");
        }
    }

    @Test
    void mismatchesIgnoredBeforeAllTestsFailNone() {
        Cases.run(pages, IgnoresMismatchesInAll.class)
                .testEvents()
                .assertStatistics(all -> all.succeeded(2).failed(0));
    }

    static class IgnoresMismatchesInAll {
        @RegisterExtension
        static SmtpServerExtension server = SmtpServerExtension.replay(DIALOG);

        @BeforeAll
        static void ignore() {
            server.ignoreMismatches();
        }

        @Test
        void a() throws Exception {
            Cases.talk(server.port(), "QUIT");
        }

        @Test
        void b() throws Exception {
            Cases.talk(server.port(), "QUIT");
        }
    }

    @Test
    void theSecretsOfALoginAreNotShown() throws IOException {
        String failure = Cases.failure(Cases.run(pages, FailsAfterLogin.class));

        assertTrue(failure.contains("AUTH PLAIN [redacted"), failure);
        assertNoSecret(failure);
        for (Path page : files()) {
            assertNoSecret(read(page));
        }
        assertEquals(1, files().size());
    }

    static class FailsAfterLogin {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.accepting();

        @Test
        void expectsNothing() throws Exception {
            Properties properties = server.properties();
            properties.put("mail.smtp.auth", "true");
            Transport.send(Cases.message(Session.getInstance(properties), "bob@example.test"), "joe", PASSWORD);
            server.assertNoMessages();
        }
    }

    @Test
    void theSecretsOfALoginThatTheFileDoesNotHaveAreNotShown() {
        String failure = Cases.failure(Cases.run(pages, LogsInOtherwise.class));

        assertTrue(failure.contains("line 10: expected C: c29tZXRoaW5nIGVsc2U=, received C: [redacted]"), failure);
        assertTrue(failure.contains("\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: [redacted]\nS: 334"), failure);
        assertNoSecret(failure);
    }

    static class LogsInOtherwise {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.replay(LOGIN);

        @Test
        void talks() throws Exception {
            Cases.talk(server.port(), "EHLO client.example", "AUTH LOGIN", base64("joe"), base64(PASSWORD));
        }
    }

    @Test
    void theSecretsOfALoginAtTheWrongPlaceAreNotShown() {
        String failure = Cases.failure(Cases.run(pages, LogsInTooEarly.class));

        assertTrue(
                failure.contains(
                        "line 5: expected C: MAIL FROM:<alice@example.test>, received C: AUTH PLAIN [redacted]"),
                failure);
        assertNoSecret(failure);
    }

    static class LogsInTooEarly {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.replay(DIALOG);

        @Test
        void talks() throws Exception {
            Cases.talk(server.port(), "EHLO client.example", "AUTH PLAIN " + base64("\0joe\0" + PASSWORD));
        }
    }

    @Test
    void theSecretsOfALoginBeforeTheReplyAreNotShown() {
        String failure = Cases.failure(Cases.run(pages, LogsInBeforeTheReply.class));

        String event = "the client sent data before the reply: C: AUTH PLAIN [redacted]\n";
        assertTrue(failure.contains("line 4: expected S: 250-mx.example.test, but " + event), failure);
        assertTrue(failure.contains("\n!! " + event), failure);
        assertNoSecret(failure);
    }

    static class LogsInBeforeTheReply {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.replay(LOGIN);

        @Test
        void talks() throws Exception {
            Cases.talk(server.port(), "EHLO client.example\r\nAUTH PLAIN " + base64("\0joe\0" + PASSWORD));
        }
    }

    @Test
    void theSecretsOfALoginBeforeTheChallengeAreNotShown() {
        String failure = Cases.failure(Cases.run(pages, LogsInBeforeTheChallenge.class));

        String event = "the client sent data before the reply: C: [redacted]\n";
        assertTrue(failure.contains("line 7: expected S: 334 VXNlcm5hbWU6, but " + event), failure);
        assertTrue(failure.contains("\nC: AUTH LOGIN\n!! " + event), failure);
        assertNoSecret(failure);
    }

    static class LogsInBeforeTheChallenge {
        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.replay(LOGIN);

        @Test
        void talks() throws Exception {
            Cases.talk(server.port(), "EHLO client.example", "AUTH LOGIN\r\n" + base64(PASSWORD) + "\r\nNOOP");
        }
    }

    @Test
    void theDialogOfASieveStoreIsShown() {
        String failure = Cases.failure(Cases.run(pages, FailsAfterStore.class));

        assertTrue(failure.contains("LISTSCRIPTS"), failure);
        assertFalse(failure.contains("c2VjcmV0") || failure.contains(base64("\0joe\0secret")), failure);
    }

    static class FailsAfterStore {
        @RegisterExtension
        SieveServerExtension server = SieveServerExtension.create().put("one", "keep;\n");

        @Test
        void expectsAnActiveScript() throws Exception {
            try (jakarta.mail.Store store = server.session().getStore()) {
                store.connect();
                store.getDefaultFolder().list("*");
            }
            server.assertScripts("one").assertScript("one", "keep;\r\n").assertActive("one");
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(pages)) {
            return files.toList();
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertNoSecret(String shown) {
        for (String secret : List.of(PASSWORD, base64(PASSWORD), base64("\0joe\0" + PASSWORD))) {
            assertFalse(shown.contains(secret), shown);
        }
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
