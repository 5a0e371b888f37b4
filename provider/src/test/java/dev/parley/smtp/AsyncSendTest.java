package dev.parley.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.smtp.HoldingServer.Held;
import dev.parley.testing.Headline;
import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Provider;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that are sent in another thread: order, result, bound, cancellation, and executors of the application. */
class AsyncSendTest extends TransportFixture {
    private static final Session MESSAGES = Session.getInstance(new Properties()); // Each one searches the class path.
    private static final int SECONDS = 20;

    private SmtpTransport connected(HoldingServer server) throws MessagingException {
        SmtpTransport transport = (SmtpTransport) session().getTransport("parley");
        transport.connect("127.0.0.1", server.port(), null, null);
        return transport;
    }

    /** A Session whose messages go to this server. */
    private Session sessionOf(HoldingServer server) {
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", server.port());
        Session session = session();
        Parley.install(session);
        return session;
    }

    private static Address[] to(String name) {
        return new Address[] {address(name + "@x.test")};
    }

    private CompletionStage<Delivery> send(SmtpTransport transport, String name) throws MessagingException {
        return transport.sendAsync(message(MESSAGES, name), to(name));
    }

    private CompletionStage<Delivery> send(Session session, String name) throws MessagingException {
        return SmtpTransport.sendAsync(session, message(MESSAGES, name), to(name));
    }

    private static Delivery result(CompletionStage<Delivery> stage) throws Exception {
        return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    private static <E extends Throwable> E failure(Class<E> type, CompletionStage<Delivery> stage) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> result(stage));
        return assertInstanceOf(type, e.getCause());
    }

    private static void assertAccepted(CompletionStage<Delivery> stage) throws Exception {
        assertTrue(result(stage).isComplete());
    }

    // Order and result

    @Test
    void oneTransportSendsAThousandMessagesInTheirOrder() throws Exception {
        try (HoldingServer server = HoldingServer.start(Held.CONTENT);
                SmtpTransport transport = connected(server)) {
            List<CompletionStage<Delivery>> stages = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                names.add("m" + i);
                stages.add(send(transport, "m" + i));
            }
            server.awaitHeld(1);
            assertTrue(sendThreads().size() <= 1, () -> "threads wait: " + sendThreads());
            server.releaseAll();
            for (CompletionStage<Delivery> stage : stages) {
                assertAccepted(stage);
            }
            assertEquals(names, server.delivered());
            assertEquals(1, server.connections());
        }
    }

    @Test
    void aThousandMessagesOfASessionAreAllSent() throws Exception {
        try (HoldingServer server = HoldingServer.start(Held.NONE)) {
            properties.put("mail.smtp.async.executor", executor(8));
            Session session = sessionOf(server);
            List<CompletionStage<Delivery>> stages = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                stages.add(send(session, "m" + i));
            }
            for (CompletionStage<Delivery> stage : stages) {
                assertAccepted(stage);
            }
            assertEquals(1000, server.delivered().stream().distinct().count());
            assertEquals(1000, server.delivered().size());
            assertTrue(server.awaitLeft(1000));
        }
    }

    private final List<ExecutorService> executors = new ArrayList<>();

    private ExecutorService executor(int threads) {
        ExecutorService executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "application");
            thread.setDaemon(true);
            return thread;
        });
        executors.add(executor);
        return executor;
    }

    @AfterEach
    void endExecutors() {
        executors.forEach(ExecutorService::shutdownNow);
    }

    @Test
    void theStageFailsAsSendMessageDoes() throws Exception {
        try (HoldingServer server = HoldingServer.start(Held.NONE);
                SmtpTransport transport = connected(server)) {
            CompletionStage<Delivery> rejected = send(transport, "rejected");
            CompletionStage<Delivery> next = send(transport, "next");
            DeliveryException e = failure(DeliveryException.class, rejected);
            assertEquals(
                    Delivery.Outcome.REFUSED,
                    e.getDelivery().recipients().get(0).outcome());
            SendFailedException same =
                    assertThrows(SendFailedException.class, () -> transport.sendMessage(message("x"), to("rejected")));
            assertEquals(same.getMessage(), e.getMessage());
            assertArrayEquals(same.getInvalidAddresses(), e.getInvalidAddresses());
            assertEquals("RCPT TO:<rejected@x.test>", e.getCommand());
            assertEquals(550, e.getReturnCode());
            assertEquals(1, e.getSuppressed().length);
            assertEquals(
                    same.getNextException().getMessage(), e.getNextException().getMessage());
            assertAccepted(next);
            MimeMessage unrenderable = new MimeMessage(session());
            DeliveryException failed = failure(DeliveryException.class, transport.sendAsync(unrenderable, TO));
            assertEquals("IOException while sending message", Headline.of(failed));
            assertEquals(
                    Delivery.Outcome.NOT_SENT,
                    failed.getDelivery().recipients().get(0).outcome());
            assertEquals(
                    "No recipient addresses",
                    Headline.of(failure(SendFailedException.class, transport.sendAsync(message("x"), new Address[0]))));
            assertEquals(
                    "SMTP can only send RFC822 messages",
                    Headline.of(failure(MessagingException.class, transport.sendAsync(null, TO))));
        }
    }

    @Test
    void aSessionSendsAsTransportSendDoes() throws Exception {
        try (HoldingServer server = HoldingServer.start(Held.NONE)) {
            Session session = sessionOf(server);
            AtomicInteger saves = new AtomicInteger();
            MimeMessage message = new MimeMessage(session) {
                @Override
                public void saveChanges() throws MessagingException {
                    saves.incrementAndGet();
                    super.saveChanges();
                }
            };
            message.setFrom("a@x.test");
            message.setRecipients(Message.RecipientType.TO, "b@x.test");
            message.setText("x");
            message.saveChanges();
            assertAccepted(SmtpTransport.sendAsync(session, message));
            assertEquals(2, saves.get());
            assertTrue(server.awaitLeft(1));
            assertEquals(List.of("b"), server.delivered());
            failure(SendFailedException.class, SmtpTransport.sendAsync(session, new MimeMessage(session)));
            failure(DeliveryException.class, send(session, "rejected"));
            assertTrue(server.awaitLeft(1));
        }
    }

    @Test
    void theConnectionIsReused() throws Exception {
        properties.put("mail.smtp.reuse", "30");
        try (HoldingServer server = HoldingServer.start(Held.NONE)) {
            Session session = sessionOf(server);
            for (int i = 0; i < 3; i++) {
                assertAccepted(send(session, "m" + i));
            }
            assertEquals(1, server.connections());
        }
    }

    @Test
    void anotherTransportThanParleysIsRejected() throws Exception {
        Session session = session();
        session.setProvider(new Provider(
                Provider.Type.TRANSPORT, "smtp", "org.eclipse.angus.mail.smtp.SMTPTransport", "Angus", null));
        String text = failure(NoSuchProviderException.class, send(session, "x")).getMessage();
        assertTrue(text.contains("org.eclipse.angus.mail.smtp.SMTPTransport") && text.contains("Parley.install"), text);
    }

    @Test
    void aMethodThatIsCalledWithNullDoesNotThrow() {
        failure(NullPointerException.class, SmtpTransport.sendAsync(session(), null));
        failure(SendFailedException.class, SmtpTransport.sendAsync(session(), null, null));
    }

    // The bound

    @Test
    void theQueueOfASessionIsBounded() throws Exception {
        properties.put("mail.smtp.async.queue", "2");
        try (HoldingServer server = HoldingServer.start(Held.CONTENT)) {
            Session session = sessionOf(server);
            SmtpTransport transport = (SmtpTransport) session.getTransport("parley");
            transport.connect();
            CompletionStage<Delivery> first = send(transport, "first");
            CompletionStage<Delivery> second = send(session, "second");
            server.awaitHeld(2);
            for (CompletionStage<Delivery> more : List.of(send(transport, "more"), send(session, "more"))) {
                assertTrue(more.toCompletableFuture().isDone());
                assertEquals(
                        "not sent: 2 messages of this Session wait or are being sent, which is the maximum: wait until one"
                                + " of them is complete, or increase mail.smtp.async.queue, which is 2",
                        failure(RejectedExecutionException.class, more).getMessage());
            }
            server.release(2);
            assertAccepted(first);
            assertAccepted(second);
            CompletionStage<Delivery> third = send(transport, "third");
            server.release(1);
            assertAccepted(third);
            transport.close();
            assertEquals(3, server.delivered().size());
        }
    }

    @Test
    void anotherSessionHasItsOwnBound() throws Exception {
        properties.put("mail.smtp.async.queue", 1);
        try (HoldingServer server = HoldingServer.start(Held.CONTENT)) {
            CompletionStage<Delivery> first = send(sessionOf(server), "first");
            server.awaitHeld(1);
            CompletionStage<Delivery> second = send(sessionOf(server), "second");
            server.release(2);
            assertAccepted(first);
            assertAccepted(second);
        }
    }

    @Test
    void theNextMessageFindsThePlaceOfTheOneBefore() throws Exception {
        properties.put("mail.smtp.async.queue", "1");
        try (HoldingServer server = HoldingServer.start(Held.NONE)) {
            Session session = sessionOf(server);
            CompletionStage<Delivery> last = send(session, "m0");
            for (int i = 1; i < 5; i++) {
                String name = "m" + i;
                last = last.thenCompose(delivery -> {
                    try {
                        return send(session, name);
                    } catch (MessagingException e) {
                        throw new AssertionError(e);
                    }
                });
            }
            assertAccepted(last);
            assertEquals(List.of("m0", "m1", "m2", "m3", "m4"), server.delivered());
        }
    }

    @Test
    void anInvalidBoundIsIgnored() throws Exception {
        for (String invalid : List.of("0", "-1", "many", "")) {
            properties.put("mail.smtp.async.queue", invalid);
            try (HoldingServer server = HoldingServer.start(Held.NONE)) {
                assertAccepted(send(sessionOf(server), "x"));
            }
        }
    }

    // Executors

    @Test
    void anObjectThatIsNoExecutorIsRejected() throws Exception {
        properties.put("mail.smtp.async.executor", "virtual");
        for (CompletionStage<Delivery> stage :
                List.of(send(session(), "x"), send((SmtpTransport) session().getTransport("parley"), "x"))) {
            assertEquals(
                    "mail.smtp.async.executor must hold a java.util.concurrent.Executor, not a java.lang.String",
                    failure(MessagingException.class, stage).getMessage());
        }
    }

    @Test
    void theExecutorOfTheApplicationIsUsed() throws Exception {
        properties.put("mail.smtp.async.executor", executor(1));
        try (HoldingServer server = HoldingServer.start(Held.NONE)) {
            Session session = sessionOf(server);
            assertEquals("application", threadOf(SmtpTransport.sendAsync(session, observed(session), TO)));
        }
    }

    @Test
    void executorsThatRunATaskAtOnceOrTwiceOrThrowAfterwardsSendItOnce() throws Exception {
        ExecutorService threads = executor(4);
        Executor atOnceThenThrows = task -> {
            task.run();
            throw new IllegalStateException("too late");
        };
        Executor inAnotherThreadThenThrows = task -> {
            await(threads.submit(task));
            throw new AssertionError("too late");
        };
        for (Executor executor : List.<Executor>of(
                Runnable::run,
                task -> {
                    task.run();
                    task.run();
                },
                task -> {
                    threads.execute(task);
                    threads.execute(task);
                },
                atOnceThenThrows,
                inAnotherThreadThenThrows)) {
            properties.put("mail.smtp.async.executor", executor);
            try (HoldingServer server = HoldingServer.start(Held.NONE);
                    SmtpTransport transport = connected(server)) {
                List<CompletionStage<Delivery>> stages = new ArrayList<>();
                List<String> names = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    names.add("m" + i);
                    stages.add(send(transport, "m" + i));
                }
                for (CompletionStage<Delivery> stage : stages) {
                    assertAccepted(stage);
                }
                assertEquals(names, server.delivered());
            }
        }
    }

    @Test
    void anExecutorThatThrowsDuringTheSendDoesNotFailTheMessagesThatWait() throws Exception {
        ExecutorService threads = executor(2);
        List<CompletionStage<Delivery>> added = new ArrayList<>();
        try (HoldingServer server = HoldingServer.start(Held.CONTENT);
                SmtpTransport transport = connected(server)) {
            properties.put("mail.smtp.async.executor", (Executor) task -> {
                threads.execute(task);
                if (added.isEmpty()) {
                    try {
                        server.awaitHeld(1);
                        added.add(send(transport, "second"));
                    } catch (InterruptedException | MessagingException e) {
                        throw new AssertionError(e);
                    }
                    throw new IllegalStateException("too late");
                }
            });
            CompletionStage<Delivery> first = send(transport, "first");
            server.release(2);
            assertAccepted(first);
            assertAccepted(added.get(0));
        }
    }

    private static void await(Future<?> task) {
        try {
            task.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Messages that another thread adds while the executor's own thread sends. */
    @Test
    void anExecutorThatRunsTasksAtOnceGoesOnWithoutRecursion() throws Exception {
        properties.put("mail.smtp.async.executor", (Executor) Runnable::run);
        properties.put("mail.smtp.async.queue", "3000");
        try (HoldingServer server = HoldingServer.start(Held.CONTENT);
                SmtpTransport transport = connected(server)) {
            CompletableFuture<CompletionStage<Delivery>> first = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return send(transport, "m0");
                        } catch (MessagingException e) {
                            throw new AssertionError(e);
                        }
                    },
                    executor(1));
            server.awaitHeld(1);
            int[] deepest = new int[1];
            List<CompletionStage<Delivery>> stages = new ArrayList<>();
            for (int i = 1; i < 2000; i++) {
                stages.add(send(transport, "m" + i)
                        .whenComplete((delivery, thrown) ->
                                deepest[0] = Math.max(deepest[0], new Throwable().getStackTrace().length)));
            }
            server.releaseAll();
            for (CompletionStage<Delivery> stage : stages) {
                assertAccepted(stage);
            }
            assertAccepted(first.get());
            assertTrue(deepest[0] < 100, () -> deepest[0] + " frames");
        }
    }

    @Test
    void anExecutorThatRejectsGivesThePlaceBack() throws Exception {
        properties.put("mail.smtp.async.queue", "1");
        try (HoldingServer server = HoldingServer.start(Held.NONE)) {
            Session session = sessionOf(server);
            SmtpTransport transport = (SmtpTransport) session.getTransport("parley");
            transport.connect();
            for (Throwable thrown :
                    List.of(new RejectedExecutionException("shut down"), new AssertionError("broken"))) {
                properties.put("mail.smtp.async.executor", (Executor) task -> throwAny(thrown));
                for (CompletionStage<Delivery> stage : List.of(send(transport, "x"), send(session, "x"))) {
                    RejectedExecutionException e = failure(RejectedExecutionException.class, stage);
                    assertSame(thrown, e.getCause());
                    assertEquals(
                            "not sent: the executor of mail.smtp.async.executor did not accept the send: " + thrown
                                    + ". Send the message again later, or set another executor",
                            e.getMessage());
                }
            }
            properties.remove("mail.smtp.async.executor");
            assertAccepted(send(transport, "y"));
            assertAccepted(send(session, "z"));
            assertEquals(List.of("y", "z"), server.delivered());
            transport.close();
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwAny(Throwable thrown) throws E {
        throw (E) thrown;
    }

    /** As a pool with a bounded queue does, or one that is shut down: the thread that has the transport goes on. */
    @Test
    void aTaskRejectedLaterDoesNotFailTheMessagesThatWait() throws Exception {
        ExecutorService threads = executor(1);
        List<Runnable> tasks = new ArrayList<>();
        properties.put("mail.smtp.async.executor", (Executor) task -> {
            tasks.add(task);
            if (tasks.size() > 1) {
                throw new RejectedExecutionException("full");
            }
            threads.execute(task);
        });
        try (HoldingServer server = HoldingServer.start(Held.CONTENT);
                SmtpTransport transport = connected(server)) {
            CompletableFuture<CompletionStage<Delivery>> added = new CompletableFuture<>();
            CompletionStage<Delivery> first = send(transport, "first");
            first.thenRun(() -> {
                try {
                    added.complete(send(transport, "added"));
                } catch (MessagingException e) {
                    added.completeExceptionally(e);
                }
            });
            CompletionStage<Delivery> second = send(transport, "second");
            CompletionStage<Delivery> third = send(transport, "third");
            server.release(3);
            assertAccepted(first);
            assertAccepted(second);
            assertAccepted(third);
            failure(RejectedExecutionException.class, added.get(SECONDS, TimeUnit.SECONDS));
            assertEquals(List.of("first", "second", "third"), server.delivered());
        }
    }

    @Test
    void anExecutorThatRunsNothing() throws Exception {
        properties.put("mail.smtp.async.queue", "2");
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        properties.put("mail.smtp.async.executor", (Executor) tasks::add);
        try (HoldingServer server = HoldingServer.start(Held.NONE);
                SmtpTransport transport = connected(server)) {
            List<CompletionStage<Delivery>> stages = List.of(send(transport, "x"), send(transport, "y"));
            stages.forEach(stage -> assertTrue(stage.toCompletableFuture().cancel(true)));
            properties.remove("mail.smtp.async.executor");
            assertAccepted(send(transport, "z"));
            assertEquals(1, tasks.size());
            tasks.remove().run();
            assertEquals(List.of("z"), server.delivered());
        }
    }

    // Threads of Parley

    private static List<Thread> sendThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("parley-send"))
                .toList();
    }

    @Test
    void itsThreadsAreVirtualOrEndSoon() throws Exception {
        boolean virtual = Runtime.version().feature() >= 21;
        try (HoldingServer server = HoldingServer.start(Held.CONTENT)) {
            Session session = sessionOf(server);
            List<CompletionStage<Delivery>> stages = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                stages.add(send(session, "m" + i));
            }
            server.awaitHeld(virtual ? 80 : 64);
            assertEquals(virtual ? 80 : 64, server.connections());
            List<Thread> threads = sendThreads(); // No virtual ones.
            assertEquals(virtual ? 0 : 64, threads.size());
            threads.forEach(thread -> assertTrue(thread.isDaemon() && thread.getContextClassLoader() != null));
            server.release(80);
            for (CompletionStage<Delivery> stage : stages) {
                assertAccepted(stage);
            }
            for (Thread thread : threads) {
                thread.join(SECONDS * 1000);
                assertFalse(thread.isAlive(), thread.getName());
            }
        }
    }

    private static final class Observation implements DataSource {
        private final CompletableFuture<Thread> thread = new CompletableFuture<>();
        private final CompletableFuture<ClassLoader> loader = new CompletableFuture<>();
        private final CompletableFuture<Object> inherited = new CompletableFuture<>();

        @Override
        public InputStream getInputStream() {
            thread.complete(Thread.currentThread());
            loader.complete(Thread.currentThread().getContextClassLoader());
            inherited.complete(String.valueOf(INHERITED.get()));
            return new ByteArrayInputStream("x".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getContentType() {
            return "application/octet-stream";
        }

        @Override
        public String getName() {
            return "x";
        }
    }

    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    private Observation observation = new Observation();

    /** A message that observes the thread that sends it. */
    private MimeMessage observed(Session session) throws MessagingException {
        observation = new Observation();
        MimeMessage message = new MimeMessage(session);
        message.setFrom("a@x.test");
        message.setDataHandler(new DataHandler(observation));
        return message;
    }

    private String threadOf(CompletionStage<Delivery> stage) throws Exception {
        assertAccepted(stage);
        return observation.thread.get(SECONDS, TimeUnit.SECONDS).getName();
    }

    @Test
    void itsThreadsAreNamedAndDaemons() throws Exception {
        try (HoldingServer server = HoldingServer.start(Held.NONE)) {
            Session session = sessionOf(server);
            assertEquals("parley-send", threadOf(SmtpTransport.sendAsync(session, observed(session), TO)));
            Thread thread = observation.thread.get();
            assertTrue(thread.isDaemon());
            if (Runtime.version().feature() >= 21) {
                assertEquals(true, Thread.class.getMethod("isVirtual").invoke(thread));
            }
        }
    }

    @Test
    void aThreadHasTheContextOfTheApplicationOnlyDuringItsSend() throws Exception {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        try (HoldingServer server = HoldingServer.start(Held.NONE);
                URLClassLoader application =
                        new URLClassLoader(new URL[0], getClass().getClassLoader())) {
            Session session = sessionOf(server);
            Thread.currentThread().setContextClassLoader(application);
            INHERITED.set("leaked");
            CompletableFuture<ClassLoader> inDependent = new CompletableFuture<>();
            CompletionStage<Delivery> stage = SmtpTransport.sendAsync(session, observed(session), TO);
            stage.thenRun(() -> inDependent.complete(Thread.currentThread().getContextClassLoader()));
            assertAccepted(stage);
            assertSame(application, observation.loader.get());
            assertSame(application, inDependent.get());
            assertEquals("null", observation.inherited.get());
            Thread.currentThread().setContextClassLoader(own);
            Thread thread = observation.thread.get();
            thread.join(SECONDS * 1000);
            assertNull(thread.getContextClassLoader());
        } finally {
            Thread.currentThread().setContextClassLoader(own);
            INHERITED.remove();
        }
    }

    // Cancellation

    private static void assertCancelled(CompletionStage<Delivery> stage) {
        assertTrue(stage.toCompletableFuture().isCancelled());
        assertThrows(CancellationException.class, () -> result(stage));
    }

    @Test
    void aMessageThatIsCancelledBeforeItsTaskRunsIsNotSent() throws Exception {
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        properties.put("mail.smtp.async.executor", (Executor) tasks::add);
        properties.put("mail.smtp.async.queue", "1");
        try (HoldingServer server = HoldingServer.start(Held.NONE)) {
            Session session = sessionOf(server);
            CompletionStage<Delivery> stage = send(session, "x");
            assertTrue(stage.toCompletableFuture().cancel(true));
            assertCancelled(stage);
            CompletionStage<Delivery> next = send(session, "y");
            tasks.remove().run();
            tasks.remove().run();
            assertAccepted(next);
            assertEquals(List.of("y"), server.delivered());
            assertEquals(1, server.connections());
        }
    }

    @Test
    void aMessageThatIsCancelledWhileItWaitsForAnotherIsNotSent() throws Exception {
        properties.put("mail.smtp.async.queue", "3");
        try (HoldingServer server = HoldingServer.start(Held.CONTENT);
                SmtpTransport transport = connected(server)) {
            CompletionStage<Delivery> first = send(transport, "first");
            CompletionStage<Delivery> second = send(transport, "second");
            CompletionStage<Delivery> third = send(transport, "third");
            server.awaitHeld(1);
            assertTrue(second.toCompletableFuture().cancel(false));
            assertCancelled(second);
            CompletionStage<Delivery> fourth = send(transport, "fourth");
            server.release(3);
            assertAccepted(first);
            assertAccepted(third);
            assertAccepted(fourth);
            assertEquals(List.of("first", "third", "fourth"), server.delivered());
        }
    }

    @Test
    void cancelledWhileConnecting() throws Exception {
        properties.put("mail.smtp.async.queue", "1");
        try (HoldingServer server = HoldingServer.start(Held.GREETING)) {
            Session session = sessionOf(server);
            CompletionStage<Delivery> stage = send(session, "x");
            server.awaitHeld(1);
            long start = System.nanoTime();
            assertTrue(stage.toCompletableFuture().cancel(true));
            assertCancelled(stage);
            assertTrue(server.awaitLeft(1));
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10));
            awaitPlace(session);
        }
    }

    /** The place of an aborted send is given back by its thread. */
    private void awaitPlace(Session session) throws Exception {
        properties.put("mail.smtp.port", 1); // Nothing listens there.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        Throwable failed = failure(Exception.class, send(session, "x"));
        while (failed instanceof RejectedExecutionException && System.nanoTime() < end) {
            Thread.onSpinWait();
            failed = failure(Exception.class, send(session, "x"));
        }
        assertInstanceOf(MessagingException.class, failed);
    }

    /** Between the start of the task and that of the connect, there is no attempt to abort. */
    @Test
    void cancelledBeforeTheConnectBegins() throws Exception {
        try (HoldingServer server = HoldingServer.start(Held.GREETING)) {
            Session session = sessionOf(server);
            CountDownLatch saving = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            CountDownLatch ended = new CountDownLatch(1);
            MimeMessage message = new MimeMessage(session) {
                @Override
                public void saveChanges() {
                    saving.countDown();
                    AsyncSendTest.await(cancelled);
                }
            };
            properties.put("mail.smtp.async.executor", (Executor)
                    task -> executor(1).execute(() -> {
                        task.run();
                        ended.countDown();
                    }));
            CompletionStage<Delivery> stage = SmtpTransport.sendAsync(session, message, TO);
            saving.await();
            assertTrue(stage.toCompletableFuture().cancel(true));
            cancelled.countDown();
            assertTrue(ended.await(SECONDS, TimeUnit.SECONDS));
            assertEquals(0, server.connections());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void cancelledWhileWaitingForTheReply() throws Exception {
        BlockingQueue<Delivery> deliveries = new ArrayBlockingQueue<>(10);
        properties.put(
                "mail.smtp.delivery.listener", (DeliveryListener) (message, delivery) -> deliveries.add(delivery));
        properties.put("mail.smtp.async.queue", "1");
        try (HoldingServer server = HoldingServer.start(Held.CONTENT)) {
            Session session = sessionOf(server);
            CompletionStage<Delivery> stage = send(session, "x");
            server.awaitHeld(1);
            assertTrue(stage.toCompletableFuture().cancel(true));
            assertCancelled(stage);
            assertTrue(server.awaitLeft(1));
            assertTrue(deliveries.poll(SECONDS, TimeUnit.SECONDS).isUncertain());
            awaitPlace(session);
        }
    }

    @Test
    void theMessagesThatWaitAfterACancelledOneAreNotSent() throws Exception {
        try (HoldingServer server = HoldingServer.start(Held.CONTENT);
                SmtpTransport transport = connected(server)) {
            CompletionStage<Delivery> first = send(transport, "first");
            CompletionStage<Delivery> second = send(transport, "second");
            server.awaitHeld(1);
            assertTrue(first.toCompletableFuture().cancel(true));
            assertTrue(server.awaitLeft(1));
            String text = failure(IllegalStateException.class, second).getMessage();
            assertTrue(text.startsWith("not sent: the transport is not connected"), text);
            assertFalse(transport.isConnected());
            assertTrue(transport.getLastDelivery().orElseThrow().isUncertain());
        }
    }

    @Test
    void aSendOfAnotherThreadIsNotAbortedWithOneThatWaitsForIt() throws Exception {
        try (HoldingServer server = HoldingServer.start(Held.CONTENT);
                SmtpTransport transport = connected(server)) {
            CompletableFuture<Void> other = CompletableFuture.runAsync(
                    () -> {
                        try {
                            transport.sendMessage(message("other"), to("other"));
                        } catch (MessagingException e) {
                            throw new AssertionError(e);
                        }
                    },
                    executor(1));
            server.awaitHeld(1);
            CompletionStage<Delivery> stage = send(transport, "x");
            assertTrue(stage.toCompletableFuture().cancel(true));
            server.release(1);
            other.get(SECONDS, TimeUnit.SECONDS);
            assertEquals(List.of("other"), server.delivered());
            assertTrue(transport.isConnected());
        }
    }

    @Test
    void cancelledAfterTheEnd() throws Exception {
        try (HoldingServer server = HoldingServer.start(Held.NONE)) {
            assertCannotBeCancelled(send(sessionOf(server), "x"));
        }
    }

    private static void assertCannotBeCancelled(CompletionStage<Delivery> sent) throws Exception {
        CompletableFuture<Delivery> future = sent.toCompletableFuture();
        assertAccepted(future);
        assertFalse(future.cancel(true) || future.complete(null) || future.completeExceptionally(new Exception()));
        assertFalse(future.isCancelled());
        assertAccepted(future);
    }

    @Test
    void cancelledWhileTheConnectionIsClosed() throws Exception {
        properties.put("mail.smtp.quitwait", "true");
        try (HoldingServer server = HoldingServer.start(Held.QUIT)) {
            CompletionStage<Delivery> stage = send(sessionOf(server), "x");
            server.awaitHeld(1);
            assertFalse(stage.toCompletableFuture().isDone());
            assertFalse(stage.toCompletableFuture().cancel(true));
            assertTrue(stage.toCompletableFuture().isDone());
            assertCannotBeCancelled(stage);
            server.release(1);
            assertTrue(server.awaitLeft(1));
        }
    }

    // Other uses of the stage

    @Test
    void whatTheApplicationCompletesIsNotSent() throws Exception {
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        properties.put("mail.smtp.async.executor", (Executor) tasks::add);
        properties.put("mail.smtp.async.queue", "1");
        try (HoldingServer server = HoldingServer.start(Held.NONE)) {
            Session session = sessionOf(server);
            CompletionStage<Delivery> timedOut = send(session, "x");
            timedOut.toCompletableFuture().orTimeout(1, TimeUnit.MILLISECONDS);
            failure(TimeoutException.class, timedOut);
            CompletionStage<Delivery> completed = send(session, "x");
            assertTrue(completed.toCompletableFuture().complete(null));
            assertNull(result(completed));
            CompletionStage<Delivery> failed = send(session, "x");
            assertTrue(failed.toCompletableFuture().completeExceptionally(new IllegalStateException()));
            CompletionStage<Delivery> obtruded = send(session, "x");
            obtruded.toCompletableFuture().obtrudeValue(null);
            assertNull(result(obtruded));
            CompletionStage<Delivery> obtrudedFailure = send(session, "x");
            obtrudedFailure.toCompletableFuture().obtrudeException(new IllegalStateException());
            CompletionStage<Delivery> sent = send(session, "y");
            tasks.forEach(Runnable::run);
            assertAccepted(sent);
            assertEquals(List.of("y"), server.delivered());
        }
    }

    @Test
    void dependentsMayBlockThrowOrWaitForTheNextMessage() throws Exception {
        try (HoldingServer server = HoldingServer.start(Held.NONE);
                SmtpTransport transport = connected(server)) {
            CountDownLatch end = new CountDownLatch(1);
            BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
            properties.put("mail.smtp.async.executor", (Executor) tasks::add);
            List<CompletionStage<Delivery>> stages = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                stages.add(send(transport, "m" + i));
            }
            stages.get(0).thenRun(() -> await(end));
            stages.get(1).thenRun(() -> {
                throw new AssertionError("the application's own failure");
            });
            CompletionStage<Delivery> both = stages.get(2)
                    .thenApply(delivery -> stages.get(4).toCompletableFuture().join());
            CompletionStage<Delivery> added = stages.get(3).thenApply(delivery -> {
                try {
                    return send(transport, "added").toCompletableFuture().join();
                } catch (MessagingException e) {
                    throw new AssertionError(e);
                }
            });
            ExecutorService threads = executor(10);
            for (int i = 0; i < 6; i++) {
                threads.execute(tasks.poll(SECONDS, TimeUnit.SECONDS));
            }
            assertAccepted(both);
            assertAccepted(added);
            assertEquals(List.of("m0", "m1", "m2", "m3", "m4", "added"), server.delivered());
            end.countDown();
        }
    }

    @Test
    void aDependentInTheThreadOfTheCallerMayWaitForTheNextMessage() throws Exception {
        properties.put("mail.smtp.async.executor", (Executor) Runnable::run);
        try (HoldingServer server = HoldingServer.start(Held.CONTENT);
                SmtpTransport transport = connected(server)) {
            CompletableFuture<Void> first = CompletableFuture.runAsync(
                    () -> {
                        try {
                            send(transport, "first");
                        } catch (MessagingException e) {
                            throw new AssertionError(e);
                        }
                    },
                    executor(1));
            server.awaitHeld(1);
            CompletionStage<Delivery> added = send(transport, "second").thenApply(delivery -> {
                try {
                    return send(transport, "added").toCompletableFuture().join();
                } catch (MessagingException e) {
                    throw new AssertionError(e);
                }
            });
            CompletionStage<Delivery> third = send(transport, "third");
            server.release(4);
            assertAccepted(added);
            assertAccepted(third);
            first.get(SECONDS, TimeUnit.SECONDS);
            assertEquals(List.of("first", "second", "third", "added"), server.delivered());
        }
    }

    // The transport

    @Test
    void closedWhileMessagesWait() throws Exception {
        properties.put("mail.smtp.async.queue", "3");
        try (HoldingServer server = HoldingServer.start(Held.CONTENT)) {
            SmtpTransport transport = connected(server);
            CompletionStage<Delivery> first = send(transport, "first");
            CompletionStage<Delivery> second = send(transport, "second");
            CompletionStage<Delivery> third = send(transport, "third");
            server.awaitHeld(1);
            transport.close();
            assertTrue(server.awaitLeft(1));
            for (CompletionStage<Delivery> stage : List.of(second, third)) {
                assertEquals(
                        "not sent: the transport was closed while the message waited; close it after the stages of its"
                                + " messages are complete",
                        failure(IllegalStateException.class, stage).getMessage());
            }
            assertTrue(failure(DeliveryException.class, first).isDeliveryUncertain());
            properties.put("mail.smtp.async.queue", "1");
            transport.connect("127.0.0.1", server.port(), null, null);
            CompletionStage<Delivery> next = send(transport, "next");
            server.awaitHeld(1);
            server.release(2); // The client of the first has closed the connection.
            assertAccepted(next);
            transport.close();
        }
    }

    @Test
    void aTransportThatIsNotConnected() throws Exception {
        SmtpTransport transport = (SmtpTransport) session().getTransport("parley");
        String text = failure(IllegalStateException.class, send(transport, "x")).getMessage();
        assertTrue(text.startsWith("not sent: the transport is not connected"), text);
    }

    @Test
    void insideASendOfTheSameThread() throws Exception {
        properties.put("mail.smtp.async.executor", (Executor) Runnable::run);
        try (HoldingServer server = HoldingServer.start(Held.NONE);
                SmtpTransport transport = connected(server)) {
            CompletableFuture<CompletionStage<Delivery>> inner = new CompletableFuture<>();
            MimeMessage message = new MimeMessage(session()) {
                @Override
                public void writeTo(OutputStream out, String[] ignored) throws IOException, MessagingException {
                    inner.complete(transport.sendAsync(this, TO));
                    super.writeTo(out, ignored);
                }
            };
            message.setFrom(new InternetAddress("a@x.test"));
            message.setText("x");
            message.saveChanges();
            transport.sendMessage(message, to("outer"));
            String text = failure(IllegalStateException.class, inner.get()).getMessage();
            assertTrue(text.contains("use another transport"), text);
            assertEquals(List.of("outer"), server.delivered());
        }
    }
}
