package example;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.smtp.Delivery.RetryAdvice.Action;
import example.Router.Move;
import example.Sender.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the mails to one destination. It has a topic, threads and connections of its own, so that a destination that is
 * slow, or rejects mails for now, holds nothing that another one needs.
 */
final class Lane implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** A mail that was not sent is released so often. After that it waits, since each release counts as a delivery. */
    private static final int RELEASES = 2;

    /** The time without attempts after the server has accepted nothing for now. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final Settings settings;
    private final Producer<String, byte[]> producer;
    private final Router router;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param producer of all lanes */
    Lane(String name, Settings settings, Producer<String, byte[]> producer) {
        this.name = name;
        this.settings = settings;
        this.producer = producer;
        router = new Router(settings);
    }

    @Override
    public void run() {
        Sender sender = new Sender(settings.mail(name));
        ExecutorService threads = Executors.newFixedThreadPool(sender.connections());
        try (sender;
                KafkaShareConsumer<String, byte[]> consumer = consumer(sender.connections())) {
            consumer.subscribe(List.of(Topics.lane(name)));
            while (closed.getCount() > 0) {
                List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
                List<Callable<Attempt>> sends = new ArrayList<>();
                records.forEach(each -> sends.add(() -> sender.send(Mail.from(each))));
                List<Future<Attempt>> attempts = threads.invokeAll(sends);
                for (int i = 0; i < attempts.size(); i++) {
                    consumer.acknowledge(records.get(i), result(records.get(i), attempts.get(i)));
                }
                commit(consumer);
                if (!attempts.isEmpty() && attempts.stream().allMatch(Lane::isRejectedForNow)) {
                    closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdown();
        }
    }

    /** Ends {@link #run} after the mails that are being sent. */
    void close() {
        closed.countDown();
    }

    private static boolean isRejectedForNow(Future<Attempt> attempt) {
        try {
            return attempt.get().advice().stream().allMatch(each -> each.action() == Action.RETRY);
        } catch (ExecutionException | InterruptedException e) {
            return false;
        }
    }

    /** The recipients who are left are in another topic before the record is accepted, so that a crash loses none. */
    private AcknowledgeType result(ConsumerRecord<String, byte[]> record, Future<Attempt> attempt)
            throws InterruptedException {
        Attempt result;
        try {
            result = attempt.get();
        } catch (ExecutionException e) {
            LOG.error("Not a mail: {} at offset {}", record.topic(), record.offset(), e);
            return AcknowledgeType.REJECT;
        }
        if (result.nothingSent() && record.deliveryCount().orElse((short) 1) <= RELEASES) {
            return AcknowledgeType.RELEASE;
        }
        try {
            for (Move move : router.moves(Mail.from(record), result.advice())) {
                LOG.info("{} of {} to {}: {}", move.mail().recipients(), record.key(), move.topic(), move.reason());
                ProducerRecord<String, byte[]> moved = move.mail().toRecord(move.topic());
                moved.headers().add("reason", move.reason().getBytes(UTF_8));
                producer.send(moved).get();
            }
        } catch (ExecutionException e) {
            LOG.error("Kafka did not store {}: its recipients may receive it again", record.key(), e);
            return AcknowledgeType.RELEASE;
        }
        return AcknowledgeType.ACCEPT;
    }

    private void commit(KafkaShareConsumer<String, byte[]> consumer) {
        consumer.commitSync()
                .forEach((partition, failure) -> failure.ifPresent(e -> LOG.error(
                        "Kafka did not store the results of {}: some mails may be sent again", partition, e)));
    }

    /** @param records the most that a poll returns: they are sent at the same time, and before the lock of the broker ends */
    private KafkaShareConsumer<String, byte[]> consumer(int records) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", settings.servers());
        properties.put("group.id", Topics.GROUP);
        properties.put("share.acknowledgement.mode", "explicit");
        properties.put("share.acquire.mode", "record_limit");
        properties.put("max.poll.records", records);
        return new KafkaShareConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }
}
