package dev.parley.bench;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Concurrent connections, each with a thread of its own. */
final class Crowd implements AutoCloseable {
    private final List<Sender> senders;
    private final ExecutorService threads;

    /** @param threads starts a task for each sender at once; is shut down at the end */
    Crowd(List<Sender> senders, ExecutorService threads) {
        this.senders = senders;
        this.threads = threads;
    }

    /** Sends for this time. The cost has no values of a single thread. */
    Cost send(long nanos) throws Exception {
        long cpu = Cost.processCpu();
        long start = System.nanoTime();
        List<Future<Integer>> sent = new ArrayList<>();
        for (Sender sender : senders) {
            sent.add(threads.submit(() -> send(sender, start + nanos)));
        }
        double messages = 0;
        for (Future<Integer> each : sent) {
            messages += each.get();
        }
        return new Cost((System.nanoTime() - start) / messages, 0, (Cost.processCpu() - cpu) / messages, 0);
    }

    private static int send(Sender sender, long end) throws Exception {
        int count = 0;
        do {
            sender.send();
            count++;
        } while (System.nanoTime() < end);
        return count;
    }

    @Override
    public void close() throws IOException, MessagingException {
        threads.shutdown();
        for (Sender sender : senders) {
            sender.close();
        }
    }
}
