package example;

import dev.parley.smtp.Delivery.RetryAdvice;
import dev.parley.smtp.Delivery.RetryAdvice.Action;
import example.Router.Move;
import example.Sender.Attempt;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
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

    /** @param advice none if the record is not a mail */
    private record Result(ConsumerRecord<String, byte[]> record, AcknowledgeType type, List<RetryAdvice> advice) {
        boolean isRejectedForNow() {
            return !advice.isEmpty() && advice.stream().allMatch(each -> each.action() == Action.RETRY);
        }
    }

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
            CompletionService<Result> results = new ExecutorCompletionService<>(threads);
            while (closed.getCount() > 0) {
                ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofSeconds(1));
                records.forEach(each -> results.submit(() -> process(each, sender)));
                boolean rejectedForNow = !records.isEmpty();
                for (int i = 0; i < records.count(); i++) {
                    Result result = results.take().get();
                    consumer.acknowledge(result.record(), result.type());
                    // A crash while the other mails are sent does not repeat this one.
                    commit(consumer);
                    rejectedForNow &= result.isRejectedForNow();
                }
                if (rejectedForNow) {
                    closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdown();
        }
    }

    /** Ends {@link #run} after the mails that are being sent. */
    void close() {
        closed.countDown();
    }

    /** The recipients who are left are in another topic before the record is accepted, so that a crash loses none. */
    private Result process(ConsumerRecord<String, byte[]> record, Sender sender) throws InterruptedException {
        Mail mail;
        Attempt attempt;
        try {
            mail = Mail.from(record);
            attempt = sender.send(mail);
        } catch (MessagingException | RuntimeException e) {
            LOG.error("Not a mail: {} at offset {}", record.topic(), record.offset(), e);
            return new Result(record, AcknowledgeType.REJECT, List.of());
        }
        if (attempt.nothingSent() && record.deliveryCount().orElse((short) 1) <= RELEASES) {
            return new Result(record, AcknowledgeType.RELEASE, attempt.advice());
        }
        try {
            move(router.moves(mail, attempt.advice()));
        } catch (ExecutionException e) {
            LOG.error("Kafka did not store {}: its recipients may receive it again", record.key(), e);
            return new Result(record, AcknowledgeType.RELEASE, attempt.advice());
        }
        return new Result(record, AcknowledgeType.ACCEPT, attempt.advice());
    }

    private void move(List<Move> moves) throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Move move : moves) {
            for (RetryAdvice each : move.advice()) {
                LOG.info("{} of {} to {}: {}", each.address(), move.mail().messageId(), move.topic(), each.reason());
            }
            sent.add(producer.send(move.toRecord()));
        }
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
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
