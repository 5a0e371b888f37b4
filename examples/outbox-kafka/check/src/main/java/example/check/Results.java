package example.check;

import static example.check.Check.check;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import example.Outbox;
import example.Settings;
import example.Worker;
import example.check.Moved.Move;
import jakarta.mail.internet.AddressException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What happens to a mail for each result of an attempt. */
final class Results {
    private final World world;

    Results(World world) {
        this.world = world;
    }

    void run() throws Exception {
        invalidLanes();
        eachResult();
        unlimitedRetention();
        otherSettings();
    }

    private static void invalidLanes() {
        Properties properties = new Properties();
        properties.put("lanes", "one.example,two.example");
        try {
            new Settings(properties);
        } catch (IllegalArgumentException e) {
            check(e.getMessage().contains("lanes=one.example,two.example"), "another message: " + e);
            return;
        }
        throw new AssertionError("lanes without \"other\"");
    }

    private void unlimitedRetention() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", world.broker.address()))) {
            List<ConfigResource> topics = Stream.of(Moved.DEAD, Moved.PARKED)
                    .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                    .toList();
            admin.describeConfigs(topics).all().get().forEach((topic, config) -> {
                String retention = config.get("retention.ms").value();
                check(retention.equals("-1"), topic.name() + " is deleted after " + retention + " ms");
            });
        }
    }

    private void eachResult() throws Exception {
        World.Domains domains = world.new Domains("results", 0);
        Ledger ledger = domains.ledger;
        int closed = World.closedPort();
        Properties properties = domains.properties("results");
        properties.put("d4.results.example.mail.smtp.port", String.valueOf(closed));
        Settings settings = new Settings(properties);
        try (Worker worker = new Worker(settings);
                Outbox outbox = new Outbox(settings);
                Moved moved = new Moved(world.broker.address())) {
            String id = World.enqueue(outbox, "ok-1@d0.results.example");
            World.enqueue(
                    outbox, "ok-2@d1.results.example", "greylist-3@d1.results.example", "ok-4@d2.results.example");
            World.enqueue(outbox, "unknown-5@d0.results.example");
            World.enqueue(outbox, "lost-6@d0.results.example");
            World.enqueue(outbox, "ok-7@d4.results.example");
            notAMail();

            moved.await(
                    "arrival",
                    20,
                    () -> !ledger.arrivals("ok-1@d0.results.example").isEmpty());
            String mail =
                    new String(ledger.arrivals("ok-1@d0.results.example").get(0).content(), ISO_8859_1);
            check(mail.contains("Message-ID: " + id + "\r\n"), "another Message-ID: " + mail);
            check(mail.endsWith("\r\n\r\nDear customer,\r\n.\r\nthank you.\r\n"), "another text: " + mail);

            moved.await(
                    "other recipients",
                    20,
                    () -> ledger.arrivals("ok-4@d2.results.example").size() == 1);
            moved.await(
                    "greylisted",
                    20,
                    () -> ledger.arrivals("greylist-3@d1.results.example").size() == 1);
            check(moved.contains(Moved.DELAY, "greylist-3@d1.results.example", "450 4.2.0"), "no delay");
            check(ledger.arrivals("ok-2@d1.results.example").size() == 1, "sent again to an accepted recipient");

            kindsOfRecipients(outbox, moved, ledger);
            manyRecipients(outbox, moved, ledger);

            moved.await("dead", 20, () -> moved.contains(Moved.DEAD, "unknown-5@d0.results.example", "550 5.1.1"));
            moved.await("parked", 20, () -> moved.contains(Moved.PARKED, "lost-6@d0.results.example", "connection"));
            moved.await(
                    "not a mail",
                    20,
                    () -> moved.moves().stream()
                            .anyMatch(each -> each.topic().equals(Moved.DEAD) && "not a mail".equals(each.key())));
            check(ledger.arrivals("lost-6@d0.results.example").size() == 1, "a parked mail was sent again");

            moved.await("not connected", 20, () -> moved.contains(Moved.DELAY, "ok-7@d4.results.example", ""));
            world.serve(domains.scripts, closed);
            moved.await(
                    "connected",
                    20,
                    () -> ledger.arrivals("ok-7@d4.results.example").size() == 1);
        }
    }

    private static void kindsOfRecipients(Outbox outbox, Moved moved, Ledger ledger) throws Exception {
        rejects(outbox);
        rejects(outbox, "Nobody:;");
        rejects(outbox, "no-domain");
        World.enqueue(
                outbox,
                "\"ok 8\"@d2.results.example",
                "Bob <ok-9@d2.results.example>",
                "Team: ok-10@d2.results.example, ok-11@d2.results.example;");
        for (String each : List.of("\"ok 8\"", "ok-9", "ok-10", "ok-11")) {
            moved.await(
                    each,
                    20,
                    () -> ledger.arrivals(each + "@d2.results.example").size() == 1);
        }
    }

    /** The record contains the whole mail, so that there is one for all recipients, although the replies differ. */
    private static void manyRecipients(Outbox outbox, Moved moved, Ledger ledger) throws Exception {
        List<String> many = IntStream.range(0, 50)
                .mapToObj(i -> "greylist-12-" + i + "@d3.results.example")
                .toList();
        String id = World.enqueue(outbox, many.toArray(String[]::new));

        moved.await(
                "many recipients",
                20,
                () -> many.stream().allMatch(each -> ledger.arrivals(each).size() == 1));
        List<Move> moves = moved.moves().stream()
                .filter(each -> each.topic().equals(Moved.DELAY) && each.key().equals(id))
                .toList();
        check(moves.size() == 1 && moves.get(0).recipients().equals(many), "not one record: " + moves);
        many.forEach(each -> check(moves.get(0).contains(each, "<" + each + ">"), "another reason: " + each));
    }

    /** Resends uncertain mails until the end of their lifetime, which is short. */
    private void otherSettings() throws Exception {
        World.Domains domains = world.new Domains("others", 0);
        Properties properties = domains.properties("others");
        properties.put("uncertain", "resend");
        properties.put("lifetime", "PT8S");
        Settings settings = new Settings(properties);
        try (Worker worker = new Worker(settings);
                Outbox outbox = new Outbox(settings);
                Moved moved = new Moved(world.broker.address())) {
            String lost = "lost-1@d0.others.example";
            Ledger ledger = domains.ledger;
            domains.scripts.get(1).limit(Script.Limit.REJECT);
            // The lifetime of the others begins when the worker receives mails.
            World.enqueue(outbox, "ok-0@d0.others.example");
            moved.await(
                    "first arrival",
                    20,
                    () -> !ledger.arrivals("ok-0@d0.others.example").isEmpty());
            World.enqueue(outbox, lost);
            World.enqueue(outbox, "ok-2@d1.others.example");
            moved.await("resent", 20, () -> ledger.arrivals(lost).size() >= 2);
            moved.await("expired, uncertain", 30, () -> moved.contains(Moved.PARKED, lost, "connection"));
            int arrivals = ledger.arrivals(lost).size();
            moved.await("expired", 30, () -> moved.contains(Moved.DEAD, "ok-2@d1.others.example", "450 4.7.28"));
            ledger.await(() -> ledger.arrivals(lost).size() > arrivals, 4);
            check(ledger.arrivals(lost).size() == arrivals, "a parked mail was sent again");
        }
    }

    private static void rejects(Outbox outbox, String... recipients) throws Exception {
        try {
            World.enqueue(outbox, recipients);
        } catch (IllegalArgumentException | AddressException e) {
            return;
        }
        throw new AssertionError("enqueued: " + List.of(recipients));
    }

    private void notAMail() throws Exception {
        Map<String, Object> properties = Map.of("bootstrap.servers", world.broker.address());
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("mail.lane.d3.results.example", "not a mail", new byte[0]))
                    .get();
        }
    }
}
