package dev.parley.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attempts in a race, over sockets that connect, fail or wait as the test requires. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AddressRaceTest {
    private final Host a = new Host("192.0.2.1");
    private final Host b = new Host("192.0.2.2");
    private final Host c = new Host("192.0.2.3");
    private final Script script = new Script(a, b, c);

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        for (FakeSocket socket : script.sockets) {
            if (socket.thread != Thread.currentThread()) {
                socket.thread.join(5000);
                assertFalse(socket.thread.isAlive(), socket.thread.getName());
            }
        }
    }

    @Test
    void theFamiliesTakeTurns() throws IOException {
        assertEquals("1.1.1.1 ::1 2.2.2.2 ::2 3.3.3.3", order("1.1.1.1", "2.2.2.2", "3.3.3.3", "::1", "::2"));
        assertEquals("::1 1.1.1.1 ::2", order("::1", "::2", "1.1.1.1"));
        assertEquals("2.2.2.2 1.1.1.1", order("2.2.2.2", "1.1.1.1"));
    }

    @Test
    void aHostThatAcceptsInTimeCostsNoThread() {
        assertEquals(List.of("a connected"), results(race(a, b, c).run()));
        assertEquals(List.of(Thread.currentThread()), script.threads());
        assertTrue(a.isOpen());
    }

    @Test
    void afterAFailureTheNextAttemptStartsAtOnceInTheSameThread() {
        a.behaviour = Host.REFUSES;
        b.behaviour = Host.REFUSES;
        assertEquals(
                List.of("a refused", "b refused", "c connected"),
                results(race(a, b, c).run()));
        Thread caller = Thread.currentThread();
        assertEquals(List.of(caller, caller, caller), script.threads());
        assertTrue(a.isClosed() && b.isClosed() && c.isOpen());
    }

    @Test
    void allFailuresAreReturned() {
        a.behaviour = Host.REFUSES;
        b.behaviour = Host.REFUSES;
        assertEquals(List.of("a refused", "b refused"), results(race(a, b).run()));
        assertTrue(a.isClosed() && b.isClosed());
    }

    @Test
    void aRuntimeExceptionIsAFailure() {
        a.behaviour = socket -> {
            throw new SecurityException("forbidden");
        };
        assertEquals(
                List.of("a java.lang.SecurityException: forbidden", "b connected"),
                results(race(a, b).run()));
        assertTrue(a.isClosed());
    }

    @Test
    void theNextAttemptStartsAfterTheDelay() {
        a.behaviour = Host.WAITS;
        b.behaviour = Host.WAITS;
        c.behaviour = socket -> await(b.began);
        List<AddressRace.Attempt> attempts = race(a, b, c).run();
        assertEquals(List.of("a no connection", "b no connection", "c connected"), results(attempts));
        for (int i = 1; i < attempts.size(); i++) {
            long after = attempts.get(i).start() - attempts.get(i - 1).start();
            assertTrue(after >= AddressRace.DELAY.toNanos(), after + " ns");
        }
        assertTrue(a.isClosed() && b.isClosed() && c.isOpen());
        List<Thread> threads = script.threads();
        assertEquals(3, new HashSet<>(threads).size(), "one thread for each further address");
        for (Thread each : threads.subList(1, threads.size())) {
            assertEquals("parley-connect", each.getName());
            assertTrue(each.isDaemon());
        }
    }

    @Test
    void theFirstAttemptMayConnectLate() {
        a.behaviour = socket -> await(b.began);
        b.behaviour = Host.WAITS;
        assertEquals(
                List.of("a connected", "b no connection"), results(race(a, b).run()));
        assertTrue(a.isOpen() && b.isClosed());
    }

    /** Both connect; the second connect returns only when the race is over. */
    @Test
    void aSecondConnectionIsClosed() {
        a.behaviour = socket -> await(socket.closed);
        assertEquals(
                List.of("a no connection", "b connected"), results(race(a, b).run()));
        assertTrue(a.isClosed() && b.isOpen());
    }

    @Test
    void aSocketThatIsCreatedTooLateIsClosed() {
        CountDownLatch creating = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        script.beforeSecondSocket = () -> {
            creating.countDown();
            await(over);
        };
        a.behaviour = socket -> await(creating);
        assertEquals(
                List.of("a connected", "b no connection"), results(race(a, b).run()));
        over.countDown();
        await(script.secondSocket);
        await(script.sockets.get(1).closed);
        assertEquals(1, b.began.getCount());
        assertTrue(a.isOpen());
    }

    @Test
    void afterItsLastAttemptTheCallerWaitsForTheOthers() {
        a.behaviour = socket -> {
            await(c.began);
            throw new IOException("refused");
        };
        b.behaviour = Host.WAITS;
        c.behaviour = socket -> {
            await(b.began);
            await(a.closed);
        };
        assertEquals(
                List.of("a refused", "b no connection", "c connected"),
                results(race(a, b, c).run()));
        assertTrue(a.isClosed() && b.isClosed() && c.isOpen());
    }

    @Test
    void anotherThreadEndsIt() {
        a.behaviour = Host.WAITS;
        b.behaviour = Host.WAITS;
        AddressRace race = race(a, b);
        after(b.began, race::close);
        assertEquals(List.of("a no connection", "b no connection"), results(race.run()));
        assertTrue(a.isClosed() && b.isClosed());
    }

    @Test
    void closingTheRaceClosesTheWinner() {
        AddressRace race = race(a, b);
        race.run();
        assertTrue(a.isOpen());
        race.close();
        assertTrue(a.isClosed());
    }

    @Test
    void aClosedRaceDoesNotStart() {
        AddressRace race = race(a, b);
        race.close();
        assertEquals(List.of(), race.run());
        assertEquals(List.of(), script.sockets);
    }

    @Test
    void anInterruptEndsTheAttemptOfTheCaller() {
        a.behaviour = Host.WAITS;
        b.behaviour = Host.WAITS;
        after(b.began, Thread.currentThread()::interrupt);
        assertEquals(
                List.of("a the thread was interrupted", "b the thread was interrupted"),
                results(race(a, b).run()));
        assertTrue(Thread.interrupted());
        assertTrue(a.isClosed() && b.isClosed());
    }

    @Test
    void anInterruptEndsTheWaitForTheOthers() {
        a.behaviour = socket -> {
            await(b.began);
            throw new IOException("refused");
        };
        b.behaviour = Host.WAITS;
        after(a.closed, Thread.currentThread()::interrupt);
        assertEquals(
                List.of("a refused", "b the thread was interrupted"),
                results(race(a, b).run()));
        assertTrue(Thread.interrupted());
        assertTrue(a.isClosed() && b.isClosed());
    }

    private AddressRace race(Host... hosts) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (Host host : hosts) {
            addresses.add(host.address);
        }
        return new AddressRace(addresses, script);
    }

    private static void after(CountDownLatch event, Runnable action) {
        Thread thread = new Thread(() -> {
            await(event);
            action.run();
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static String order(String... texts) throws IOException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String text : texts) {
            addresses.add(new InetSocketAddress(text, 25));
        }
        StringJoiner order = new StringJoiner(" ");
        for (InetSocketAddress address : AddressRace.interleaved(addresses)) {
            order.add(address.getAddress().getHostAddress().replace("0:0:0:0:0:0:0:", "::"));
        }
        return order.toString();
    }

    /** Each attempt without its time. */
    private List<String> results(List<AddressRace.Attempt> attempts) {
        List<String> results = new ArrayList<>();
        for (AddressRace.Attempt each : attempts) {
            String result =
                    each.failure() == null ? "connected" : each.failure().getMessage();
            String host = each.address() == a.address ? "a" : each.address() == b.address ? "b" : "c";
            results.add(host + " " + result.replaceFirst(" after \\d+ ms$", ""));
        }
        return results;
    }

    /** Like a plain socket, it does not end on an interrupt, and the thread remains interrupted. */
    private static void await(CountDownLatch event) {
        while (event.getCount() > 0) {
            if (Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
                continue;
            }
            try {
                event.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface Behaviour {
        void connect(FakeSocket socket) throws IOException;
    }

    /** A host of one address, to which one socket connects. */
    private static final class Host {
        static final Behaviour REFUSES = socket -> {
            throw new IOException("refused");
        };
        static final Behaviour WAITS = socket -> {
            await(socket.closed);
            throw new IOException("closed");
        };

        final InetSocketAddress address;
        final CountDownLatch began = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);
        volatile Behaviour behaviour = socket -> {};

        Host(String address) {
            this.address = new InetSocketAddress(address, 25);
        }

        boolean isOpen() {
            return began.getCount() == 0 && closed.getCount() == 1;
        }

        boolean isClosed() {
            return closed.getCount() == 0;
        }
    }

    private static final class FakeSocket extends Socket {
        final Thread thread = Thread.currentThread();
        final CountDownLatch closed = new CountDownLatch(1);
        volatile Host host;

        @Override
        public void close() throws IOException {
            super.close();
            closed.countDown();
            if (host != null) {
                host.closed.countDown();
            }
        }
    }

    private static final class Script implements AddressRace.Sockets {
        final List<FakeSocket> sockets = new CopyOnWriteArrayList<>();
        final CountDownLatch secondSocket = new CountDownLatch(1);
        volatile Runnable beforeSecondSocket = () -> {};
        private final List<Host> hosts;

        Script(Host... hosts) {
            this.hosts = List.of(hosts);
        }

        List<Thread> threads() {
            List<Thread> threads = new ArrayList<>();
            for (FakeSocket socket : sockets) {
                threads.add(socket.thread);
            }
            return threads;
        }

        @Override
        public Socket create() {
            boolean second = sockets.size() == 1;
            if (second) {
                beforeSecondSocket.run();
            }
            FakeSocket socket = new FakeSocket();
            sockets.add(socket);
            if (second) {
                secondSocket.countDown();
            }
            return socket;
        }

        @Override
        public void connect(Socket socket, InetSocketAddress address) throws IOException {
            FakeSocket fake = (FakeSocket) socket;
            for (Host host : hosts) {
                if (host.address.equals(address)) {
                    fake.host = host;
                    host.began.countDown();
                    host.behaviour.connect(fake);
                }
            }
        }
    }
}
