package dev.parley.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** When servers are started and closed. The static test classes in it are run by these tests only. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LifeCycleTest {
    /** The ports of the servers of the last run, one for each test. */
    private static final ConcurrentLinkedQueue<Integer> PORTS = new ConcurrentLinkedQueue<>();

    @TempDir
    Path pages;

    @BeforeEach
    void clear() {
        PORTS.clear();
    }

    @Test
    void testsInParallelHaveServersOfTheirOwn() throws IOException {
        inParallel(Parallel.class)
                .testEvents()
                .assertStatistics(all -> all.succeeded(3).failed(0));
        assertEquals(3, new TreeSet<>(PORTS).size(), PORTS::toString);
        assertNothingIsLeft();
    }

    static class Parallel {
        private static final CyclicBarrier ALL = new CyclicBarrier(3);

        @RegisterExtension
        SmtpServerExtension server = SmtpServerExtension.accepting();

        @Test
        void one() throws Exception {
            sendAlone("one@example.test");
        }

        @Test
        void two() throws Exception {
            sendAlone("two@example.test");
        }

        @Test
        void three() throws Exception {
            sendAlone("three@example.test");
        }

        private void sendAlone(String recipient) throws Exception {
            PORTS.add(server.port());
            ALL.await(30, TimeUnit.SECONDS);
            Cases.send(server.session(), recipient);
            ALL.await(30, TimeUnit.SECONDS);
            server.message().assertRecipients(recipient);
        }
    }

    @Test
    void aTestInParallelDoesNotStopTheServerOfAnother() throws IOException {
        EngineExecutionResults results = inParallel(SharedByTests.class);

        results.testEvents().assertStatistics(all -> all.succeeded(1).failed(1));
        assertRejected(results);
        assertNothingIsLeft();
    }

    static class SharedByTests {
        @RegisterExtension
        @Order(1)
        static FailureLatch other = new FailureLatch();

        @RegisterExtension
        @Order(2)
        static SmtpServerExtension server = SmtpServerExtension.accepting();

        @Test
        void one() throws Exception {
            sendAfterFailureOf(other, server);
        }

        @Test
        void two() throws Exception {
            sendAfterFailureOf(other, server);
        }
    }

    @Test
    void aClassInParallelDoesNotStopTheServerOfAnother() throws IOException {
        EngineExecutionResults results = inParallel(FirstInParallel.class, SecondInParallel.class);

        results.testEvents().assertStatistics(all -> all.succeeded(1).failed(0));
        assertRejected(results);
        assertNothingIsLeft();
    }

    abstract static class SharedByClasses {
        @RegisterExtension
        @Order(1)
        static FailureLatch other = new FailureLatch();

        @RegisterExtension
        @Order(2)
        static SmtpServerExtension server = SmtpServerExtension.accepting();

        @Test
        void sends() throws Exception {
            sendAfterFailureOf(other, server);
        }
    }

    static class FirstInParallel extends SharedByClasses {}

    static class SecondInParallel extends SharedByClasses {}

    /** Waits until a test or class has failed. */
    static class FailureLatch implements AfterEachCallback, AfterAllCallback {
        private final CountDownLatch failed = new CountDownLatch(1);

        @Override
        public void afterEach(ExtensionContext context) {
            after(context);
        }

        @Override
        public void afterAll(ExtensionContext context) {
            after(context);
        }

        private void after(ExtensionContext context) {
            if (context.getExecutionException().isPresent()) {
                failed.countDown();
            }
        }
    }

    private static void sendAfterFailureOf(FailureLatch other, SmtpServerExtension server) throws Exception {
        PORTS.add(server.port());
        Session session = server.session();
        other.failed.await(20, TimeUnit.SECONDS);
        Cases.send(session, "bob@example.test");
        server.message();
    }

    private static void assertRejected(EngineExecutionResults results) {
        String failure = Cases.failure(results);
        assertTrue(
                failure.startsWith("java.lang.IllegalStateException: another test uses the server: ")
                        && failure.contains("@Execution(SAME_THREAD)"),
                failure);
        assertFalse(failure.contains("the dialog"), failure);
    }

    private static EngineExecutionResults inParallel(Class<?>... tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(Stream.of(tests).map(DiscoverySelectors::selectClass).toArray(DiscoverySelector[]::new))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "3")
                .execute();
    }

    @Test
    void nestedClassesHaveTheServerOfTheClassAroundThem() throws IOException {
        assertPasses(Outer.class, 4);
        assertNothingIsLeft();
    }

    static class Outer {
        @RegisterExtension
        static SmtpServerExtension shared = SmtpServerExtension.accepting();

        @RegisterExtension
        SmtpServerExtension own = SmtpServerExtension.accepting();

        @Test
        void outer() throws Exception {
            sendToBoth();
        }

        @Nested
        class Inner {
            @Test
            void inner() throws Exception {
                sendToBoth();
            }

            @Nested
            class Innermost {
                @Test
                void innermost() throws Exception {
                    sendToBoth();
                }
            }
        }

        @Nested
        class Second {
            @Test
            void second() throws Exception {
                sendToBoth();
            }
        }

        void sendToBoth() throws Exception {
            PORTS.add(shared.port());
            assertEquals(1, Set.copyOf(PORTS).size());
            Cases.send(shared.session(), "shared@example.test");
            Cases.send(own.session(), "own@example.test");
            shared.message().assertRecipients("shared@example.test");
            own.message().assertRecipients("own@example.test");
        }
    }

    @Test
    void aStaticServerKeepsItsPortAndLosesMessagesAndSettings() throws IOException {
        assertPasses(Static.class, 2);
        assertEquals(1, Set.copyOf(PORTS).size(), PORTS::toString);
        assertNothingIsLeft();
    }

    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Static {
        @RegisterExtension
        static SmtpServerExtension server = SmtpServerExtension.accepting().rejectRecipient("a@example.test", "550 No");

        @BeforeAll
        static void setForAllTests() {
            server.rejectRecipient("d@example.test", "550 No");
        }

        @Test
        @Order(1)
        void first() throws Exception {
            PORTS.add(server.port());
            server.rejectRecipient("b@example.test", "550 No");
            assertThrows(Exception.class, () -> Cases.send(server.session(), "b@example.test"));
            Cases.send(server.session(), "c@example.test");
            server.message();
        }

        @Test
        @Order(2)
        void second() throws Exception {
            PORTS.add(server.port());
            server.assertNoMessages();
            Cases.send(server.session(), "b@example.test");
            assertThrows(Exception.class, () -> Cases.send(server.session(), "a@example.test"));
            assertThrows(Exception.class, () -> Cases.send(server.session(), "d@example.test"));
        }
    }

    /** A cached context of Spring is shared by such classes, and has the port of the first one. */
    @Test
    void theServerOfABaseClassKeepsItsPortForAllClasses() throws IOException {
        assertPasses(FirstOfBase.class, 1);
        assertPasses(SecondOfBase.class, 1);
        assertEquals(1, Set.copyOf(PORTS).size(), PORTS::toString);
        assertNothingIsLeft();
    }

    @Test
    void theServerOfABaseClassHasAnotherPortIfItsOwnIsTaken() throws IOException {
        assertPasses(FirstOfBase.class, 1);
        int taken = PORTS.remove();
        ServerSocket other = new ServerSocket(taken, 1, InetAddress.getByName("127.0.0.1"));
        try (other) {
            assertPasses(SecondOfBase.class, 1);
        }
        assertNotEquals(taken, PORTS.element());
        assertNothingIsLeft();
    }

    abstract static class Base {
        @RegisterExtension
        static SmtpServerExtension server = SmtpServerExtension.accepting();

        @Test
        void sends() throws Exception {
            PORTS.add(server.port());
            Cases.send(server.session(), "bob@example.test");
            server.message();
        }
    }

    static class FirstOfBase extends Base {}

    static class SecondOfBase extends Base {}

    @Test
    void aReplayBeginsAgainForEachTest() throws IOException {
        assertPasses(StaticReplay.class, 2);
        assertNothingIsLeft();
    }

    static class StaticReplay {
        @RegisterExtension
        static SmtpServerExtension server =
                SmtpServerExtension.replay(Path.of("src/test/resources/dialogs/two-recipients.txt"));

        @Test
        void first() throws Exception {
            send();
        }

        @Test
        void second() throws Exception {
            send();
        }

        private static void send() throws Exception {
            PORTS.add(server.port());
            Cases.send(server.session(), "bob@example.test, carol@example.test");
            assertThrows(IllegalStateException.class, server::messages);
            assertThrows(IllegalStateException.class, server::greylisting);
        }
    }

    @Test
    void oneInstanceForAllTestsHasOneServer() throws IOException {
        assertPasses(PerClass.class, 2);
        assertNothingIsLeft();
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClass {
        @RegisterExtension
        SieveServerExtension server = SieveServerExtension.create();

        @Test
        void first() {
            store();
        }

        @Test
        void second() {
            store();
        }

        private void store() {
            PORTS.add(server.port());
            server.assertScripts();
            server.put("one", "keep;\n").assertScripts("one");
        }
    }

    @Test
    void parametersAreTheServersOfTheTest() throws IOException {
        assertPasses(Parameters.class, 4);
        assertNothingIsLeft();
    }

    @MailServer
    static class Parameters {
        private SmtpServerExtension before;

        @BeforeEach
        void keep(SmtpServerExtension server) {
            before = server;
            PORTS.add(server.port());
        }

        @Test
        void accepting(SmtpServerExtension server, SieveServerExtension sieve) throws Exception {
            assertSame(before, server);
            Cases.send(server.session(), "bob@example.test");
            server.message();
            sieve.assertScripts();
            PORTS.add(sieve.port());
        }

        @Test
        @MailServer("dialogs/two-recipients.txt")
        void replay(SmtpServerExtension server) throws Exception {
            Cases.send(server.session(), "bob@example.test, carol@example.test");
        }

        @Nested
        class Inner {
            @Test
            void accepting(SmtpServerExtension server) {
                server.assertNoMessages();
            }

            @Test
            @MailServer(value = "src/test/resources/dialogs/two-recipients.txt", ignoreMismatches = true)
            void ignored(SmtpServerExtension server) {
                assertNotSame(null, server);
            }
        }
    }

    @Test
    void aParameterOfAConstructorIsNotResolved() {
        String failure = Cases.failure(Cases.run(pages, InConstructor.class));
        assertTrue(failure.contains("No ParameterResolver registered"), failure);
    }

    @MailServer
    static class InConstructor {
        InConstructor(SmtpServerExtension server) {}

        @Test
        void isNotReached() {}
    }

    @Test
    void aMissingFileIsNamed() {
        String failure = Cases.failure(Cases.run(pages, MissingFile.class));
        assertTrue(failure.contains("@MailServer(\"dialogs/missing.txt\") of " + MissingFile.class.getName()), failure);
    }

    static class MissingFile {
        @Test
        @MailServer("dialogs/missing.txt")
        void isNotReached(SmtpServerExtension server) {}
    }

    @Test
    void aServerThatIsNotStartedHasNoPort() {
        IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> SmtpServerExtension.accepting().port());
        assertTrue(failure.getMessage().contains("is started before each test"), failure.getMessage());
    }

    @Test
    void failedTestsLeaveNothing() throws IOException {
        Cases.run(pages, FailsWithOpenConnection.class).testEvents().assertStatistics(all -> all.failed(1));
        assertNothingIsLeft();
    }

    static class FailsWithOpenConnection {
        @RegisterExtension
        SmtpServerExtension server =
                SmtpServerExtension.replay(Path.of("src/test/resources/dialogs/two-recipients.txt"));

        @RegisterExtension
        SmtpServerExtension second = SmtpServerExtension.accepting();

        @Test
        void connects() throws Exception {
            PORTS.add(server.port());
            PORTS.add(second.port());
            jakarta.mail.Transport transport = second.session().getTransport();
            transport.connect();
            server.session().getTransport().connect();
            throw new AssertionError("the test fails");
        }
    }

    private void assertPasses(Class<?> test, int tests) {
        var results = Cases.run(pages, test);
        assertEquals(List.of(), Cases.failures(results));
        results.testEvents().assertStatistics(all -> all.succeeded(tests));
    }

    /** Neither a port nor a thread. */
    private static void assertNothingIsLeft() throws IOException {
        assertTrue(PORTS.size() > 0);
        for (int port : PORTS) {
            assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", port).close());
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().matches("(smtp-server|managesieve-server|scripted-).*")) {
                join(thread);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertTrue(
                !thread.isAlive(),
                () -> thread.getName() + " runs: "
                        + List.of(thread.getStackTrace()).stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining("\n")));
    }
}
