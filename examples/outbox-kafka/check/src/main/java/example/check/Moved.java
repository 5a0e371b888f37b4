package example.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the topics to which workers move mails. */
final class Moved implements AutoCloseable {
    static final String DEAD = "dlq.mail";
    static final String PARKED = "mail.parked";
    static final String DELAY = "mail.delay.PT1S";

    /** @param reason empty if the broker moved the record */
    record Move(String topic, String key, List<String> recipients, String reason) {}

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Move> moves = new ArrayList<>();

    Moved(String servers) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", servers);
        properties.put("auto.offset.reset", "earliest");
        consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(Stream.of(DEAD, PARKED, DELAY)
                .map(topic -> new TopicPartition(topic, 0))
                .toList());
    }

    boolean contains(String topic, String recipient, String reason) {
        return moves.stream()
                .anyMatch(each -> each.topic().equals(topic)
                        && each.recipients().contains(recipient)
                        && each.reason().contains(reason));
    }

    List<Move> moves() {
        return moves;
    }

    /** Reads until it is so. */
    void await(String what, int seconds, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            Check.check(System.nanoTime() < end, "not within " + seconds + " s: " + what);
            for (ConsumerRecord<String, byte[]> each : consumer.poll(Duration.ofMillis(50))) {
                moves.add(new Move(each.topic(), each.key(), recipients(each), header(each, "reason")));
            }
        }
    }

    private static List<String> recipients(ConsumerRecord<?, ?> record) {
        List<String> recipients = new ArrayList<>();
        record.headers().headers("recipient").forEach(each -> recipients.add(new String(each.value(), UTF_8)));
        return recipients;
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
