package dev.parley.testing.dialog;

import dev.parley.replay.DialogScript;
import dev.parley.testing.dialog.Action.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A dialog file as it is written: only what the case is about. {@link #expand} adds what is implied, and returns the
 * explicit lines that {@link DialogScript} reads.
 *
 * <pre>
 * given name=value            a property
 * given login                 user joe with the password secret; with {@code given login in clear}, the password may
 *                             be sent without TLS
 * server PIPELINING SIZE(10)  the greeting of a new connection, and the exchange of these capabilities
 * starttls AUTH(PLAIN)        STARTTLS, the TLS handshake, and the exchange of these capabilities
 * login                       the login with PLAIN; implies {@code given login in clear}, or {@code given login} after
 *                             TLS, unless one of their properties is given
 * S: 250 ok   C: NOOP         lines on the wire, as {@link DialogScript} documents them
 * ...                         the usual lines up to the command or the reply that is written next, or to the end
 * C: [sent message]           the message of {@code send}, octet for octet, as DATA or BDAT carries it
 * S: [nothing]                no reply where one would be implied (ManageSieve)
 * connect   send b@x.test     an action of the application; its body follows in lines that begin with a bar
 * then sent                   an event or a result of the action, all of them in their order
 * leave open                  the application does not close the connection at the end
 * </pre>
 *
 * <p>Lines are written in the order in which they happen. What is not written is implied:
 * <ul>
 *   <li>An action without lines below it has its usual exchange and its usual outcome.
 *   <li>If only lines on the wire are written, the outcome is the usual one.
 *   <li>If only the outcome is written, there is nothing on the wire.
 *   <li>The first action is {@code connect}. Without {@code server}, the server announces no extension.
 *   <li>{@code server} after an earlier connection implies {@code S! accept}.
 *   <li>The last action is {@code close}, if a connection is open.
 * </ul>
 * {@link SmtpDefaults} and {@link ManageSieveDefaults} document the actions and what is usual.
 */
public final class ShortDialog {
    private static final String LEAVE_OPEN = "leave open";
    private static final Pattern WIRE = Pattern.compile("(S[:&~!]|C[:~]).*");

    private final String name;
    private final Defaults defaults;
    private final List<Line> given = new ArrayList<>();
    private final List<Action> actions = new ArrayList<>();
    private boolean leftOpen;

    private ShortDialog(String name, Defaults defaults) {
        this.name = name;
        this.defaults = defaults;
    }

    /**
     * The explicit form of a dialog file.
     *
     * @param name of the file, for error messages
     * @throws IllegalArgumentException for a line that is not of the notation, with the file and the number of the line
     */
    public static String expand(String name, String text, Defaults defaults) {
        ShortDialog dialog = new ShortDialog(name, defaults);
        String[] lines = text.split("\n");
        for (int i = 0; i < lines.length; i++) {
            Line line = new Line(i + 1, lines[i]);
            dialog.at(line, () -> dialog.read(line));
        }
        return dialog.expanded(new Line(lines.length, ""));
    }

    private void read(Line line) {
        String text = line.text();
        if (text.isBlank() || text.startsWith("#")) {
            return;
        }
        if (text.startsWith("|")) {
            body(text.substring(Math.min(text.length(), 2)));
        } else if (WIRE.matcher(text).matches()) {
            // The empty lines before it give it its number in an error message of the parser.
            DialogScript.parse(name, "\n".repeat(line.number() - 1) + text);
            lastAction(line).wire().add(line);
        } else if (text.equals(Expansion.ELLIPSIS)) {
            lastAction(line).wire().add(line);
        } else if (text.equals(LEAVE_OPEN)) {
            leftOpen = true;
        } else {
            readWord(line);
        }
    }

    private void readWord(Line line) {
        switch (line.word()) {
            case "server", "starttls", "login" -> lastAction(line).wire().add(line);
            case "then" -> lastAction(line).outcome().add(line.text());
            case "given" -> given(line);
            case "connect" -> actions.add(new Action(line));
            default -> {
                if (!defaults.actions().contains(line.word())) {
                    throw new IllegalArgumentException("\"" + line.text()
                            + "\" is neither a line on the wire nor one of " + String.join(", ", words()));
                }
                lastAction(line);
                actions.add(new Action(line));
            }
        }
    }

    private List<String> words() {
        return Stream.concat(
                        Stream.of("given", "server", "starttls", "login", Expansion.ELLIPSIS, "then", LEAVE_OPEN),
                        defaults.actions().stream().sorted())
                .toList();
    }

    private void given(Line line) {
        if (!actions.isEmpty()) {
            throw new IllegalArgumentException("given must be written before the first action");
        }
        given.add(line);
    }

    private void body(String text) {
        if (actions.isEmpty()) {
            throw new IllegalArgumentException("a body line without an action above it");
        }
        actions.get(actions.size() - 1).body().add(text);
    }

    /** The action that a line belongs to; the first one is implied. */
    private Action lastAction(Line line) {
        if (actions.isEmpty()) {
            actions.add(new Action(new Line(line.number(), "connect")));
        }
        return actions.get(actions.size() - 1);
    }

    private String expanded(Line end) {
        Expansion expansion = new Expansion(defaults, this::at);
        given.forEach(line -> at(line, () -> expansion.given(line.text())));
        lastAction(end);
        actions.forEach(action -> at(action.line(), () -> expansion.perform(action)));
        at(end, () -> expansion.end(leftOpen));
        return expansion.text();
    }

    /** Has the file and the line in the message of an error. */
    private void at(Line line, Runnable step) {
        String place = name + " line ";
        try {
            step.run();
        } catch (IllegalArgumentException e) {
            if (e.getMessage().startsWith(place)) {
                throw e;
            }
            throw new IllegalArgumentException(place + line.number() + ": " + e.getMessage(), e);
        }
    }
}
