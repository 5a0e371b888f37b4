package example;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A mail as a record of Kafka: the key is its Message-ID, the headers have the envelope, and the value has the exact bytes,
 * so that each attempt sends the same mail. Each recipient is a header of its own: an address can contain any separator.
 *
 * @param lane the destination, see {@link Settings#lane}
 * @param queued when the application enqueued it
 */
record Mail(String lane, String messageId, String sender, List<String> recipients, Instant queued, byte[] content) {
    static Mail from(ConsumerRecord<String, byte[]> record) {
        Headers headers = record.headers();
        return new Mail(
                header(headers, "lane"),
                record.key(),
                header(headers, "sender"),
                recipients(headers),
                Instant.parse(header(headers, "queued")),
                record.value());
    }

    ProducerRecord<String, byte[]> toRecord(String topic) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, messageId, content);
        record.headers()
                .add("lane", lane.getBytes(UTF_8))
                .add("sender", sender.getBytes(UTF_8))
                .add("queued", queued.toString().getBytes(UTF_8));
        for (String recipient : recipients) {
            record.headers().add("recipient", recipient.getBytes(UTF_8));
        }
        return record;
    }

    /** The same mail to some of its recipients. */
    Mail to(List<String> some) {
        return new Mail(lane, messageId, sender, some, queued, content);
    }

    private static List<String> recipients(Headers headers) {
        List<String> recipients = new ArrayList<>();
        for (Header each : headers.headers("recipient")) {
            recipients.add(new String(each.value(), UTF_8));
        }
        return recipients;
    }

    private static String header(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), UTF_8);
    }
}
