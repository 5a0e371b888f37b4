package example.check;

import example.Resend;
import example.check.RecordingServer.End;
import java.util.ArrayList;
import java.util.List;

/** Measures the mails a second of one, two and four workers; nothing is asserted. */
final class Throughput {
    /** Accepts everything at once. */
    private static final class Server implements RecordingServer.Behaviour {
        @Override
        public String recipient(String address, int attempt) {
            return "250 2.1.5 Ok";
        }

        @Override
        public End content(String address, int attempt) {
            return End.ACCEPT;
        }

        @Override
        public void point(String worker) {}

        @Override
        public int delayMillis() {
            return 0;
        }
    }

    private final Mails mails;
    private final RecordingServer server;

    Throughput(Mails mails, RecordingServer server) {
        this.mails = mails;
        this.server = server;
    }

    void run(List<String> properties, int count) throws Exception {
        server.behave(new Server());
        List<WorkerProcess> workers = new ArrayList<>();
        try {
            for (int processes = 1; processes <= 4; processes *= 2) {
                while (workers.size() < processes) {
                    workers.add(WorkerProcess.start("worker-" + workers.size(), properties));
                }
                workers.forEach(WorkerProcess::awaitReady);
                send(count / 2);
                System.out.printf("%d worker(s) with 4 threads each: %.0f mails/s%n", processes, send(count));
            }
        } finally {
            for (WorkerProcess worker : workers) {
                worker.stop();
            }
        }
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
