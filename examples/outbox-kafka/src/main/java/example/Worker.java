package example;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Sends the mails: {@code Worker SETTINGS}. Any number of workers share the work.
 *
 * <p>A worker that is terminated ends the mails that it is sending. One that is killed may leave mails that were sent and
 * are sent again.
 */
public final class Worker implements AutoCloseable {
    /** A move ends before the lock of the share group: at most 2 s until the send to each topic, then 20 s for all. */
    private static final Map<String, String> MOVE_TIMEOUTS =
            Map.of("max.block.ms", "2000", "request.timeout.ms", "10000", "delivery.timeout.ms", "20000");

    private final List<Lane> lanes = new ArrayList<>();
    private final List<DelayMover> movers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final KafkaProducer<String, byte[]> producer;

    public Worker(Settings settings) throws ExecutionException, InterruptedException {
        Topics.create(settings);
        producer = Outbox.producer(settings, MOVE_TIMEOUTS);
        for (String name : settings.lanes()) {
            Lane lane = new Lane(name, settings, producer);
            lanes.add(lane);
            start(lane, "lane " + name);
        }
        for (Duration delay : settings.delays()) {
            DelayMover mover = new DelayMover(delay, settings);
            movers.add(mover);
            start(mover, "mover " + delay);
        }
    }

    public static void main(String[] args) throws Exception {
        Worker worker = new Worker(Settings.read(Path.of(args[0])));
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
    }

    private void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setUncaughtExceptionHandler((failed, e) -> {
            e.printStackTrace();
            // The supervisor starts the worker again.
            Runtime.getRuntime().halt(1);
        });
        threads.add(thread);
        thread.start();
    }

    /** Returns after the mails that are being sent. */
    @Override
    public void close() {
        lanes.forEach(Lane::close);
        movers.forEach(DelayMover::close);
        for (Thread thread : threads) {
            join(thread);
        }
        producer.close();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
