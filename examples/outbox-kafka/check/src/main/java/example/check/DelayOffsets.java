package example.check;

import static example.check.Check.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import example.Outbox;
import example.Settings;
import example.Worker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** No mail is moved again after Kafka has forgotten the offset of a delay topic. */
final class DelayOffsets {
    private static final String LANE = "d0.delays.example";
    private static final String TOPIC = "mail.delay.PT0.5S";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final Map<String, Object> kafka;
    private final Ledger ledger;
    private final Settings settings;

    DelayOffsets(World world) throws Exception {
        World.Domains domains = world.new Domains("delays", 0);
        Properties properties = domains.properties("delays");
        properties.put("delays", "PT0.5S");
        // The mails arrive in the order of their moves.
        properties.put("mail.smtp.pool.size", "1");
        settings = new Settings(properties);
        ledger = domains.ledger;
        kafka = Map.of("bootstrap.servers", world.broker.address());
    }

    void run() throws Exception {
        String moved = "ok-1@" + LANE;
        String first = "greylist-2@" + LANE;
        String second = "greylist-3@" + LANE;
        try (Outbox outbox = new Outbox(settings);
                Admin admin = Admin.create(kafka)) {
            long next = crashAfterMove(moved, admin);
            try (Worker worker = new Worker(settings)) {
                awaitDeleted(next, admin);
                World.enqueue(outbox, first);
                awaitArrival(first);
            }
            admin.deleteConsumerGroups(List.of(TOPIC)).all().get();
            try (Worker worker = new Worker(settings)) {
                World.enqueue(outbox, second);
                awaitArrival(second);
            }
        }
        check(ledger.arrivals(first).size() == 1, "moved again");
        check(ledger.arrivals(moved).isEmpty(), "moved again, after a crash");
    }

    /**
     * A worker has stored the offset after this mail, and has not deleted the mail.
     *
     * @return this offset
     */
    private long crashAfterMove(String recipient, Admin admin) throws Exception {
        ProducerRecord<String, byte[]> mail = new ProducerRecord<>(TOPIC, "<1@delays.example>", new byte[0]);
        Map<String, String> headers = Map.of(
                "lane",
                LANE,
                "sender",
                "bounces@sender.example",
                "queued",
                Instant.now().toString(),
                "recipient",
                recipient);
        headers.forEach((name, value) -> mail.headers().add(name, value.getBytes(UTF_8)));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer())) {
            long next = producer.send(mail).get().offset() + 1;
            admin.alterConsumerGroupOffsets(TOPIC, Map.of(PARTITION, new OffsetAndMetadata(next)))
                    .all()
                    .get();
            return next;
        }
    }

    private static void awaitDeleted(long next, Admin admin) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (oldest(admin) < next) {
            check(System.nanoTime() < end, "not deleted within 20 s, after a crash");
            Thread.sleep(50);
        }
    }

    private static long oldest(Admin admin) throws Exception {
        return admin.listOffsets(Map.of(PARTITION, OffsetSpec.earliest()))
                .partitionResult(PARTITION)
                .get()
                .offset();
    }

    private void awaitArrival(String recipient) throws InterruptedException {
        ledger.await(() -> !ledger.arrivals(recipient).isEmpty(), 20);
        check(!ledger.arrivals(recipient).isEmpty(), "not within 20 s: " + recipient);
    }
}
