package example;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Enqueues mails. */
public final class Outbox implements AutoCloseable {
    private final Settings settings;
    private final KafkaProducer<String, byte[]> producer;

    public Outbox(Settings settings) throws ExecutionException, InterruptedException {
        Topics.create(settings);
        this.settings = settings;
        producer = producer(settings, Map.of());
    }

    /**
     * Enqueues a mail. Its Message-ID and bytes are final from then on. A mail to several lanes becomes several records.
     *
     * @param recipients a group stands for its members
     * @throws IllegalArgumentException if there are no recipients
     * @throws AddressException if a recipient is invalid: it is enqueued for none of them
     * @throws ExecutionException if Kafka has not confirmed it: it may be enqueued for some recipients
     */
    public void enqueue(MimeMessage message, String sender, List<InternetAddress> recipients)
            throws MessagingException, IOException, ExecutionException, InterruptedException {
        Set<String> addresses = addresses(recipients);
        message.saveChanges();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        message.writeTo(content, new String[] {"Bcc"});
        String messageId = message.getMessageID();
        Map<String, List<String>> lanes = addresses.stream().collect(Collectors.groupingBy(settings::lane));
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        lanes.forEach((lane, those) -> {
            Mail mail = new Mail(lane, messageId, sender, those, Instant.now(), content.toByteArray());
            sent.add(producer.send(mail.toRecord(Topics.lane(lane))));
        });
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
    }

    /** The members in place of a group, since the result of an attempt is that of a member. */
    private static Set<String> addresses(List<InternetAddress> recipients) throws AddressException {
        Set<String> addresses = new LinkedHashSet<>();
        for (InternetAddress recipient : recipients) {
            InternetAddress[] members =
                    recipient.isGroup() ? recipient.getGroup(true) : new InternetAddress[] {recipient};
            for (InternetAddress member : members) {
                member.validate();
                addresses.add(member.getAddress());
            }
        }
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no recipients: pass at least one address, or a group with members");
        }
        return addresses;
    }

    @Override
    public void close() {
        producer.close();
    }

    /** A producer whose records are stored by all replicas before they are confirmed (the default of Kafka). */
    static KafkaProducer<String, byte[]> producer(Settings settings, Map<String, String> more) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", settings.servers());
        properties.put("max.request.size", Topics.MAX_BYTES);
        properties.put("linger.ms", 0);
        properties.putAll(more);
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }
}
