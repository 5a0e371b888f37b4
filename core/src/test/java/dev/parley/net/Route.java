package dev.parley.net;

import dev.parley.settings.MailProperties;
import dev.parley.settings.Timeouts;
import dev.parley.trace.Trace;
import dev.parley.trace.TraceEvent;
import dev.parley.wire.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Properties and the connection they lead to, with its trace. */
final class Route {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Properties properties = new Properties();
    private final List<TraceEvent> trace = new ArrayList<>();

    Route with(String suffix, Object value) {
        properties.put("mail.smtp." + suffix, value);
        return this;
    }

    RouteSettings settings() {
        return RouteSettings.from(new MailProperties("smtp", properties));
    }

    Link connect(String host, int port) throws IOException {
        Timeouts timeouts = Timeouts.from(new MailProperties("smtp", properties));
        return new Connector(settings(), timeouts, Limits.DEFAULT, new Trace(List.of(trace::add))).connect(host, port);
    }

    List<String> traced(Class<? extends TraceEvent> kind) {
        return trace.stream().filter(kind::isInstance).map(Object::toString).toList();
    }

    @Override
    public String toString() {
        return trace.toString();
    }

    static ServerSocket server() throws IOException {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    static void say(Link link, String line) throws IOException {
        link.writer().line(line.getBytes(StandardCharsets.US_ASCII));
        link.writer().flush();
    }

    static String hear(Link link) throws IOException {
        return link.reader(PATIENCE).line();
    }
}
