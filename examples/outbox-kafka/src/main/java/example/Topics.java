package example;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics, and the share group of the workers. */
final class Topics {
    /** The share group of all workers. */
    static final String GROUP = "mail";

    /** Mails that may have been delivered: a person decides. */
    static final String PARKED = "mail.parked";

    /** Dead letters. The broker writes to it, too: only into a topic whose name begins with {@code dlq.}. */
    static final String DEAD = "dlq.mail";

    /** The largest record: a mail with its attachments. */
    static final String MAX_BYTES = String.valueOf(32 * 1024 * 1024);

    private Topics() {}

    /** The mails to be sent now. */
    static String lane(String lane) {
        return "mail.lane." + lane;
    }

    /** The mails to be sent after this delay. */
    static String delay(Duration delay) {
        return "mail.delay." + delay;
    }

    /** Creates what does not exist yet. */
    static void create(Settings settings) throws ExecutionException, InterruptedException {
        List<NewTopic> topics = new ArrayList<>();
        settings.lanes().forEach(lane -> topics.add(topic(lane(lane), Map.of())));
        // The age of a record is that of the broker's clock.
        settings.delays()
                .forEach(delay -> topics.add(topic(delay(delay), Map.of("message.timestamp.type", "LogAppendTime"))));
        // Kafka does not delete what a person must handle.
        topics.add(topic(PARKED, Map.of("retention.ms", "-1")));
        topics.add(topic(DEAD, Map.of("retention.ms", "-1", "errors.deadletterqueue.group.enable", "true")));
        Collection<AlterConfigOp> group = List.of(
                set("share.auto.offset.reset", "earliest"),
                set("share.isolation.level", "read_committed"),
                // Connect, send and move take less: after this time Kafka gives the mail to another worker.
                set("share.record.lock.duration.ms", "60000"),
                // Each worker that crashes with a mail counts. The broker moves the mail to the dead letters then.
                set("share.delivery.count.limit", "10"),
                set("errors.deadletterqueue.topic.name", DEAD),
                set("errors.deadletterqueue.copy.record.enable", "true"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.servers()))) {
            for (KafkaFuture<Void> created : admin.createTopics(topics).values().values()) {
                awaitCreated(created);
            }
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, GROUP), group))
                    .all()
                    .get();
        }
    }

    /** One partition: several workers share the records of a partition. The broker's replication factor is used. */
    private static NewTopic topic(String name, Map<String, String> more) {
        Map<String, String> configs = new HashMap<>();
        configs.put("max.message.bytes", MAX_BYTES);
        // Kafka deletes a record after this time, even if it was not sent: longer than lifetime and outages.
        configs.put("retention.ms", String.valueOf(Duration.ofDays(30).toMillis()));
        configs.putAll(more);
        return new NewTopic(name, Optional.of(1), Optional.empty()).configs(configs);
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), OpType.SET);
    }

    private static void awaitCreated(KafkaFuture<Void> created) throws ExecutionException, InterruptedException {
        try {
            created.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
