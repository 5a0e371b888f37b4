package dev.parley.testing.dialog;

import dev.parley.testing.dialog.Action.Line;
import dev.parley.testing.dialog.Defaults.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The explicit lines of a dialog, written action by action; keeps what the later ones depend on. */
final class Expansion {
    static final String ELLIPSIS = "...";

    private static final Pattern CAPABILITY = Pattern.compile("([^ ()]+)(?:\\(([^()]*)\\))?(?: +|$)");
    private static final String SENT_MESSAGE = "C: [sent message]";
    private static final String ACCEPT = "S! accept";

    private final Defaults defaults;
    private final BiConsumer<Line, Runnable> at;
    private final List<String> explicit = new ArrayList<>();
    private final Map<String, String> properties = new HashMap<>();
    private final Connection connection = new Connection();
    private List<String> impliedLogin = List.of();
    private boolean loginGiven;

    /** The connection of the application to the server. */
    private static final class Connection {
        private List<String> capabilities = List.of();
        private boolean open;
        private boolean encrypted;

        /** Whether the server has to accept before it can greet. */
        private boolean used;
    }

    /** @param at runs what is done for a line, and has the line in an error message */
    Expansion(Defaults defaults, BiConsumer<Line, Runnable> at) {
        this.defaults = defaults;
        this.at = at;
    }

    void given(String line) {
        String property = line.substring("given ".length());
        if (property.equals("login") || property.equals("login in clear")) {
            loginGiven = true;
            explicit.addAll(defaults.login(property.endsWith("clear")));
        } else {
            set(property);
            explicit.add(line);
        }
    }

    private void set(String property) {
        String[] pair = property.split("=", 2);
        if (pair.length < 2) {
            throw new IllegalArgumentException(
                    "\"" + property + "\" is neither name=value nor login nor login in clear");
        }
        properties.put(pair[0], pair[1]);
    }

    void perform(Action action) {
        if (action.is("connect")) {
            connection.encrypted = false;
        } else if (action.is("set")) {
            set(action.line().argument());
        }
        List<String> wire = defaults.withReplies(wire(action));
        List<String> outcome = action.outcome();
        if (outcome.isEmpty()) {
            outcome = defaults.outcome(action).stream()
                    .map(line -> "then " + line)
                    .toList();
        }
        explicit.addAll(defaults.explicit(action));
        explicit.addAll(wire);
        explicit.addAll(outcome);
        follow(action, wire, outcome);
    }

    private void follow(Action action, List<String> wire, List<String> outcome) {
        if (!wire.isEmpty() && action.is("connect")) {
            connection.used = true;
        }
        if (!wire.isEmpty() && wire.get(wire.size() - 1).equals(ACCEPT)) {
            connection.used = false;
        }
        if (outcome.contains("then connected")) {
            connection.open = true;
        }
        if (wire.contains("S! close")
                || wire.contains("S! reset")
                || outcome.stream().anyMatch(line -> defaults.isClosed(line.substring("then ".length())))) {
            connection.open = false;
        }
    }

    /** @param leftOpen whether the file says that the application does not close the connection */
    void end(boolean leftOpen) {
        if (leftOpen && !connection.open) {
            throw new IllegalArgumentException("leave open is written, but no connection is open");
        }
        if (!leftOpen && connection.open) {
            perform(new Action(new Line(0, "close")));
        }
    }

    String text() {
        List<String> lines = new ArrayList<>();
        if (!loginGiven && impliedLogin.stream().noneMatch(this::isGiven)) {
            lines.addAll(impliedLogin);
        }
        lines.addAll(explicit);
        return String.join("\n", lines) + "\n";
    }

    private boolean isGiven(String line) {
        return properties.containsKey(line.substring("given ".length()).split("=", 2)[0]);
    }

    private List<String> wire(Action action) {
        List<String> wire = new ArrayList<>();
        Exchange usual = defaults.exchange(action, context());
        if (action.isUsual()) {
            if (action.is("connect")) {
                connect(wire);
            }
            wire.addAll(usual.rest());
        }
        boolean elided = false;
        for (Line line : action.wire()) {
            if (line.text().equals(ELLIPSIS)) {
                at.accept(line, () -> requireUsual(action, usual));
                elided = true;
            } else {
                boolean afterEllipsis = elided;
                at.accept(line, () -> {
                    if (afterEllipsis) {
                        wire.addAll(before(line.text(), usual));
                    }
                    wire.addAll(written(line, action, usual, wire));
                });
                elided = false;
            }
        }
        if (elided) {
            wire.addAll(usual.rest());
        }
        return wire;
    }

    private void connect(List<String> wire) {
        wire.addAll(greeting());
        if (defaults.alwaysLogsIn()) {
            wire.addAll(login());
        }
    }

    private static void requireUsual(Action action, Exchange usual) {
        if (usual.isEmpty()) {
            throw new IllegalArgumentException(action.line().word() + " has no usual exchange for ... to stand for");
        }
    }

    /** The lines for {@code ...} before a line that is written. */
    private List<String> before(String text, Exchange usual) {
        if (text.startsWith("C")) {
            return usual.beforeCommand(defaults.key(text));
        }
        if (isReply(text)) {
            return usual.beforeReply();
        }
        throw new IllegalArgumentException("... must end before a command or a reply");
    }

    private static boolean isReply(String text) {
        return text.startsWith("S") && text.length() > 1 && ":&~".indexOf(text.charAt(1)) >= 0;
    }

    private List<String> written(Line line, Action action, Exchange usual, List<String> before) {
        String text = line.text();
        switch (line.word()) {
            case "server":
                connection.capabilities = capabilities(line.argument());
                return greeting();
            case "starttls":
                connection.capabilities = capabilities(line.argument());
                connection.encrypted = true;
                return defaults.startTls(context());
            case "login":
                return login();
            default:
                if (text.startsWith("C")) {
                    usual.skipCommand(defaults.key(text));
                } else if (isReply(text) && defaults.endsReply(text)) {
                    usual.skipReply();
                } else if (text.equals("S! tls")) {
                    connection.encrypted = true;
                } else if (text.equals(ACCEPT)) {
                    connection.used = false;
                }
                return text.equals(SENT_MESSAGE) ? defaults.sentMessage(action, before) : List.of(text);
        }
    }

    private List<String> greeting() {
        List<String> lines = new ArrayList<>();
        if (connection.used) {
            lines.add(ACCEPT);
        }
        lines.addAll(defaults.greeting(context()));
        return lines;
    }

    private List<String> login() {
        impliedLogin = defaults.login(!connection.encrypted);
        return defaults.authentication();
    }

    private Context context() {
        return new Context(properties, connection.capabilities);
    }

    /** @param text for example {@code PIPELINING AUTH(PLAIN LOGIN)} */
    private static List<String> capabilities(String text) {
        List<String> capabilities = new ArrayList<>();
        Matcher capability = CAPABILITY.matcher(text);
        int end = 0;
        while (end < text.length() && capability.find() && capability.start() == end) {
            String values = capability.group(2);
            capabilities.add(capability.group(1) + (values == null ? "" : " " + values));
            end = capability.end();
        }
        if (end < text.length()) {
            throw new IllegalArgumentException("\"" + text.substring(end)
                    + "\" is not a capability; one that has values is written as in AUTH(PLAIN LOGIN)");
        }
        return capabilities;
    }
}
