package example.check;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** An empty schema in a PostgreSQL of its own, or in the one at a URL. */
final class Database implements AutoCloseable {
    private static final String SCHEMA = "outbox_check";

    private final EmbeddedPostgres own;
    private final Path folder;
    private final String server;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param url such as {@code jdbc:postgresql://localhost/test?user=joe&password=secret}; null for a server of its own */
    Database(String url) throws IOException, SQLException {
        if (url == null) {
            folder = Files.createTempDirectory("outbox-postgres");
            own = EmbeddedPostgres.builder()
                    .setRegisterShutdownHook(false)
                    .setOverrideWorkingDirectory(folder.toFile())
                    .setLocaleConfig("locale", "C") // on each machine
                    .setLocaleConfig("encoding", "UTF8")
                    .start();
            server = own.getJdbcUrl("postgres", "postgres");
        } else {
            folder = null;
            own = null;
            server = url;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close)); // Also when this process is interrupted.
        execute("drop schema if exists " + SCHEMA + " cascade", "create schema " + SCHEMA);
    }

    String url() {
        return server + (server.contains("?") ? "&" : "?") + "currentSchema=" + SCHEMA;
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            if (own == null) {
                execute("drop schema " + SCHEMA + " cascade");
            } else {
                own.close();
                delete(folder);
            }
        } catch (IOException | SQLException e) {
            e.printStackTrace(System.out);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
