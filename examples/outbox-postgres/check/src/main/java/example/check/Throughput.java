package example.check;

import example.Resend;

/** Measures the mails a second of four, two and one workers; nothing is asserted. */
final class Throughput {
    /** Accepts everything at once. */
    private static final class Server implements RecordingServer.Behaviour {}

    private final Mails mails;
    private final RecordingServer server;
    private final Workers workers;

    /** @param workers that run already */
    Throughput(Mails mails, RecordingServer server, Workers workers) {
        this.mails = mails;
        this.server = server;
        this.workers = workers;
    }

    void run(int count) throws Exception {
        server.behave(new Server());
        workers.awaitReady();
        for (int processes = workers.size(); processes > 0; processes /= 2) {
            workers.stopAllBut(processes);
            send(count / 2);
            System.out.printf("%d worker(s) with 4 threads each: %.0f mails/s%n", processes, send(count));
        }
        workers.stopAllBut(0);
    }

    private double send(int count) throws Exception {
        mails.transaction(() -> {
            for (int i = 0; i < count; i++) {
                mails.enqueue(Resend.ONCE, "n" + i + "@example.org");
            }
        });
        long begin = System.nanoTime();
        Mails.repeat(300, mails::isEmpty);
        return count * 1e9 / (System.nanoTime() - begin);
    }
}
