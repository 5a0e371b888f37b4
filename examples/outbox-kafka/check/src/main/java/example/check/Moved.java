package example.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the topics to which workers move mails. */
final class Moved implements AutoCloseable {
    static final String DEAD = "dlq.mail";
    static final String PARKED = "mail.parked";
    static final String DELAY = "mail.delay.PT1S";

    /** @param reasons of the recipients; none if the broker moved the record */
    record Move(String topic, String key, List<String> recipients, List<String> reasons) {
        boolean contains(String recipient, String reason) {
            int index = recipients.indexOf(recipient);
            return index >= 0 && index < reasons.size() && reasons.get(index).contains(reason);
        }
    }

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
        return moves.stream().anyMatch(each -> each.topic().equals(topic) && each.contains(recipient, reason));
    }

    List<Move> moves() {
        return moves;
    }

    /** Reads until it is so. */
    void await(String what, int seconds, BooleanSupplier condition) {
        await(() -> what, seconds, condition);
    }

    /** @param what describes what is missing at the end */
    void await(Supplier<String> what, int seconds, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            Check.check(System.nanoTime() < end, "not within " + seconds + " s: " + what.get());
            for (ConsumerRecord<String, byte[]> each : consumer.poll(Duration.ofMillis(50))) {
                moves.add(new Move(each.topic(), each.key(), headers(each, "recipient"), headers(each, "reason")));
            }
        }
    }

    private static List<String> headers(ConsumerRecord<?, ?> record, String name) {
        List<String> values = new ArrayList<>();
        record.headers().headers(name).forEach(each -> values.add(new String(each.value(), UTF_8)));
        return values;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
