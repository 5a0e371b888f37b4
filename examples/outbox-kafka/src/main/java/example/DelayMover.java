package example;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves mails from a delay topic back to their lanes when their delay is over. All records of a topic have the same delay,
 * so that the oldest is always the next one. One worker moves, the others stand by. A move is one transaction: a crash
 * neither loses nor doubles a mail.
 *
 * <p>Kafka forgets the offset of a group that has no members for some days, and the group begins at the oldest record then.
 * Thus the moved records are deleted after each move and, since a crash can prevent this, when a worker takes over.
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
                    KafkaProducer<String, byte[]> producer = producer();
                    Admin admin = Admin.create(Map.of("bootstrap.servers", settings.servers()))) {
                producer.initTransactions();
                consumer.subscribe(List.of(Topics.delay(delay)), new TakeOver(consumer, admin));
                move(consumer, producer, admin);
            } catch (KafkaException e) {
                LOG.warn("Moves again from {}", Topics.delay(delay), e);
            }
        }
    }

    /** Ends {@link #run}. */
    void close() {
        closed = true;
    }

    private record TakeOver(KafkaConsumer<?, ?> consumer, Admin admin) implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            deleteMoved(consumer.committed(Set.copyOf(partitions)), admin);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
    }

    private void move(KafkaConsumer<String, byte[]> consumer, KafkaProducer<String, byte[]> producer, Admin admin) {
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
                deleteMoved(moveAll(due, consumer.groupMetadata(), producer), admin);
            }
        }
    }

    /** The oldest record is due at {@code next}; at most a second, so that {@link #close} is noticed. */
    private static Duration untilNext(Instant now, Instant next) {
        Duration wait = Duration.between(now, next);
        return wait.isNegative() || wait.isZero() || wait.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : wait;
    }

    /** @return the offset after the moved records */
    private static Map<TopicPartition, OffsetAndMetadata> moveAll(
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
        Map<TopicPartition, OffsetAndMetadata> next = Map.of(partition, new OffsetAndMetadata(last.offset() + 1));
        producer.sendOffsetsToTransaction(next, group);
        producer.commitTransaction();
        return next;
    }

    /** @param next the offsets after the moved records; null for a partition of which none was moved */
    private static void deleteMoved(Map<TopicPartition, OffsetAndMetadata> next, Admin admin) {
        Map<TopicPartition, RecordsToDelete> moved = new HashMap<>();
        next.forEach((partition, offset) -> {
            if (offset != null) {
                moved.put(partition, RecordsToDelete.beforeOffset(offset.offset()));
            }
        });
        try {
            admin.deleteRecords(moved).all().get();
        } catch (ExecutionException e) {
            LOG.warn("Kafka did not delete the moved records of {}: the next move deletes them", next.keySet(), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
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
