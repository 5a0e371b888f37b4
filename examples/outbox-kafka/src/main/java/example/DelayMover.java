package example;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves mails from a delay topic back to their lanes when their delay is over. All records of a topic have the same delay,
 * so that the oldest is always the next one. One worker moves, the others stand by. A move is one transaction: a crash
 * neither loses nor doubles a mail.
 */
final class DelayMover implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DelayMover.class);
    private static final Duration LONGEST_POLL = Duration.ofSeconds(1);

    private final Duration delay;
    private final Settings settings;
    private volatile boolean closed;

    DelayMover(Duration delay, Settings settings) {
        this.delay = delay;
        this.settings = settings;
    }

    @Override
    public void run() {
        while (!closed) {
            // After a failure, for example because another worker has taken over, it begins at the last committed
            // offset.
            try (KafkaConsumer<String, byte[]> consumer = consumer();
                    KafkaProducer<String, byte[]> producer = producer()) {
                producer.initTransactions();
                consumer.subscribe(List.of(Topics.delay(delay)));
                move(consumer, producer);
            } catch (KafkaException e) {
                LOG.warn("Moves again from {}", Topics.delay(delay), e);
            }
        }
    }

    /** Ends {@link #run}. */
    void close() {
        closed = true;
    }

    private void move(KafkaConsumer<String, byte[]> consumer, KafkaProducer<String, byte[]> producer) {
        Instant next = Instant.now();
        while (!closed) {
            Instant now = Instant.now();
            if (!next.isAfter(now)) {
                consumer.resume(consumer.paused());
            }
            List<ConsumerRecord<String, byte[]>> due = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> record : consumer.poll(untilNext(now, next))) {
                next = Instant.ofEpochMilli(record.timestamp()).plus(delay);
                if (next.isAfter(Instant.now())) {
                    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                    consumer.seek(partition, record.offset());
                    consumer.pause(List.of(partition));
                    break;
                }
                due.add(record);
            }
            if (!due.isEmpty()) {
                moveAll(due, consumer.groupMetadata(), producer);
            }
        }
    }

    /** The oldest record is due at {@code next}; at most a second, so that {@link #close} is noticed. */
    private static Duration untilNext(Instant now, Instant next) {
        Duration wait = Duration.between(now, next);
        return wait.isNegative() || wait.isZero() || wait.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : wait;
    }

    private static void moveAll(
            List<ConsumerRecord<String, byte[]>> records,
            ConsumerGroupMetadata group,
            KafkaProducer<String, byte[]> producer) {
        producer.beginTransaction();
        for (ConsumerRecord<String, byte[]> record : records) {
            Mail mail = Mail.from(record);
            producer.send(mail.toRecord(Topics.lane(mail.lane())));
        }
        ConsumerRecord<String, byte[]> last = records.get(records.size() - 1);
        TopicPartition partition = new TopicPartition(last.topic(), last.partition());
        producer.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(last.offset() + 1)), group);
        producer.commitTransaction();
    }

    private KafkaConsumer<String, byte[]> consumer() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", settings.servers());
        properties.put("group.id", Topics.delay(delay));
        properties.put("group.protocol", "consumer");
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** A transaction that a crash leaves open holds up the lanes until its time-out. */
    private KafkaProducer<String, byte[]> producer() {
        String id = Topics.delay(delay) + "-" + UUID.randomUUID();
        return Outbox.producer(settings, Map.of("transactional.id", id, "transaction.timeout.ms", "10000"));
    }
}
