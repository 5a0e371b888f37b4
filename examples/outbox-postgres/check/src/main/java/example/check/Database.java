package example.check;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;

/** An empty schema in a PostgreSQL of its own, or in the one at a URL. */
final class Database implements AutoCloseable {
    private static final String SCHEMA = "outbox_check";

    private final TemporaryPostgres own;
    private final String server;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param url such as {@code jdbc:postgresql://localhost/test?user=joe&password=secret}; null for a server of its own */
    Database(String url) throws IOException, InterruptedException, SQLException {
        own = url == null ? new TemporaryPostgres() : null;
        server = url == null ? own.url() : url;
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
        if (own != null) {
            own.close();
            return;
        }
        try {
            execute("drop schema " + SCHEMA + " cascade");
        } catch (SQLException e) {
            e.printStackTrace(System.out);
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
