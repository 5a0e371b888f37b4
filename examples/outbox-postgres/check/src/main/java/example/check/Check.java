package example.check;

import example.Application;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Checks the outbox: what happens for each result, that a late worker stores nothing, what is lost or sent twice when
 * workers are killed, and how fast it is.
 *
 * <p>The environment scales it by {@code MAILS}, {@code KILLS}, {@code PROCESSES} and {@code SEED}: the components of
 * {@link Storm.Scale}. {@code POSTGRES_URL} is a JDBC URL with user and password; otherwise a PostgreSQL is started.
 */
public final class Check {
    private static final String SHORT_HEARTBEAT = "--outbox.heartbeat-interval=500ms";
    private static final String DEADLINE = "--spring.mail.properties.mail.smtp.deadline=";

    private Check() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none"); // Only logback.xml counts.
        Storm.Scale scale = new Storm.Scale(
                setting("MAILS", 800),
                setting("KILLS", 20),
                setting("PROCESSES", 4),
                setting("SEED", new Random().nextInt(1_000_000)));
        System.out.println(scale);

        try (Database database = new Database(System.getenv("POSTGRES_URL"));
                RecordingServer server = new RecordingServer(new Scenarios.Server());
                ConfigurableApplicationContext application = application(database, server)) {
            Mails outbox = new Mails(application);
            new Scenarios(outbox, server).run(new Workers(worker(database, server, DEADLINE + 20_000)));
            List<String> patient = worker(database, server, SHORT_HEARTBEAT, DEADLINE + 60_000);
            new LateWorker(outbox, server, new Workers(patient)).run();
            outbox.clear();
            Workers workers = new Workers(worker(database, server, SHORT_HEARTBEAT, DEADLINE + 2_000));
            new Storm(outbox, server, workers, scale).run();
            outbox.clear();
            new Throughput(outbox, server, workers).run(500);
        } catch (Throwable e) {
            e.printStackTrace(System.out);
            System.out.println("FAILED with SEED=" + scale.seed());
            System.exit(1);
        }
        System.exit(0);
    }

    static void check(boolean good, String otherwise) {
        if (!good) {
            throw new AssertionError(otherwise);
        }
    }

    private static int setting(String name, int preset) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? preset : Integer.parseInt(value);
    }

    /** The instance of the application that enqueues. */
    private static ConfigurableApplicationContext application(Database database, RecordingServer server) {
        return new SpringApplicationBuilder(Application.class)
                .run(properties(database, server, "--outbox.worker=false").toArray(new String[0]));
    }

    private static List<String> worker(Database database, RecordingServer server, String... more) {
        List<String> properties = properties(database, server, more);
        properties.add("--spring.sql.init.mode=never");
        return properties;
    }

    private static List<String> properties(Database database, RecordingServer server, String... more) {
        List<String> properties = new ArrayList<>(List.of(
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.hikari.maximum-pool-size=8",
                "--spring.datasource.hikari.minimum-idle=1",
                "--spring.mail.host=127.0.0.1",
                "--spring.mail.port=" + server.port(),
                "--spring.mail.properties.mail.smtp.pool.size=4",
                "--spring.main.banner-mode=off",
                "--outbox.threads=4",
                "--outbox.polling-interval=50ms"));
        properties.addAll(List.of(more));
        return properties;
    }
}
