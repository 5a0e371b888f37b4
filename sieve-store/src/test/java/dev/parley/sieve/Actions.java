package dev.parley.sieve;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.Directive;
import dev.parley.testing.ConsolePrint;
import dev.parley.testing.Headline;
import dev.parley.testing.RemoteSockets;
import dev.parley.testing.TemporaryNames;
import dev.parley.testing.TlsServers;
import dev.parley.trace.DialogTrail;
import jakarta.activation.DataHandler;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.MethodNotSupportedException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Modifier;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Performs the actions of a dialog file through the Jakarta Mail API, those of the typed API through {@link TypedActions},
 * and returns their outcomes as text. An exception must have the trail of its dialog.
 */
final class Actions implements AutoCloseable {
    private final Session session;
    private final int port;
    private final PrintStream debugOut;
    private final List<String> console = new ArrayList<>();
    private Store store;

    private Actions(Properties properties, int port, PrintStream debugOut) {
        this.session = Session.getInstance(properties);
        this.port = port;
        this.debugOut = debugOut;
    }

    /**
     * The outcomes of the actions of a dialog file.
     *
     * @param console the exceptions as a console shows them, without the lines of the stack
     */
    record Result(List<String> outcomes, List<String> console) {}

    /**
     * Performs the actions of a dialog file, with its properties, and closes the store.
     *
     * @param fixed properties that the file cannot change
     */
    static Result perform(DialogScript script, Map<String, String> fixed, int port, PrintStream debugOut)
            throws IOException, MessagingException {
        Properties properties = new Properties();
        for (String given : named("given", script).map(Directive::rest).toList()) {
            String[] property = given.replace("{port}", String.valueOf(port)).split("=", 2);
            if (TlsServers.isGiven(given)) {
                continue;
            }
            if (property[0].equals("peer")) {
                properties.put("mail.sieve.socketFactory", new RemoteSockets(property[1]));
            } else if (property[0].equals("firewall")) {
                properties.put("mail.sieve.socketFactory", new FilteredSockets());
            } else {
                properties.setProperty(property[0], property[1]);
            }
        }
        properties.putAll(fixed);
        List<String> outcomes = new ArrayList<>();
        Actions actions = new Actions(properties, port, debugOut);
        try (actions) {
            for (Directive when : named("when", script).toList()) {
                outcomes.add(TemporaryNames.masked(withOneResolver(actions.perform(when))));
            }
        }
        return new Result(outcomes, actions.console);
    }

    /** What the file says must come of them. */
    static List<String> expected(DialogScript script) {
        return named("then", script).map(Directive::rest).toList();
    }

    private static Stream<Directive> named(String word, DialogScript script) {
        return script.directives().stream().filter(directive -> directive.word().equals(word));
    }

    private String perform(Directive when) throws IOException {
        String[] words = when.rest().split(" ", 2);
        String argument = words.length > 1 ? words[1].translateEscapes() : "";
        try {
            return switch (words[0]) {
                case "connect" -> connect(argument);
                case "list" -> names(store.getDefaultFolder().list(argument.isEmpty() ? "*" : argument));
                case "active" -> names(store.getDefaultFolder().listSubscribed());
                case "exists" -> "exists " + folder(argument).exists();
                case "create" -> "created " + folder(argument).create(Folder.HOLDS_MESSAGES);
                case "get" -> get(folder(argument));
                case "append" -> append(folder(argument), String.join("\r\n", when.body()) + "\r\n");
                case "appendhtml" -> appendHtml(folder(argument), String.join("\r\n", when.body()));
                case "empty" -> empty(folder(argument));
                case "delete" -> "deleted " + folder(argument).delete(false);
                case "rename" -> rename(argument.split(" -> "));
                case "activate" -> subscribe(folder(argument), true);
                case "deactivate" -> subscribe(folder(argument), false);
                case "isConnected" -> "connected " + store.isConnected();
                case "close" -> close(store);
                default -> new TypedActions((SieveStore) store).perform(words[0], argument, when.body());
            };
        } catch (MessagingException | IllegalStateException e) {
            assertTrue(isOurs(e) || DialogTrail.of(e).isPresent(), () -> "without a trail: " + e);
            ConsolePrint.of(e).forEach(line -> console.add(withOneResolver(line)));
            return published(e.getClass()).getSimpleName() + ": "
                    + Headline.of(e).replace(":" + port, ":PORT").replace("\n", " / ");
        }
    }

    /** The class that an application can name. */
    private static Class<?> published(Class<?> type) {
        return Modifier.isPublic(type.getModifiers()) ? type : published(type.getSuperclass());
    }

    /** The text for an unknown host is that of the system's resolver, or none where the JVM has looked it up before. */
    private static String withOneResolver(String text) {
        return text.replaceAll(
                "(unknown host|Exception:) (\\S+\\.invalid)\\b(: [^;]*)?", "$1 $2: Name or service not known");
    }

    /** What this side finds wrong with what it was given, before it says a word. */
    private static boolean isOurs(Exception e) {
        return e instanceof IllegalStateException
                || e instanceof MethodNotSupportedException
                || e.getMessage().startsWith("the message contains no script")
                || e.getCause() instanceof IllegalArgumentException
                || e.getCause() instanceof CharacterCodingException;
    }

    @Override
    public void close() throws MessagingException {
        if (store != null) {
            store.close();
        }
    }

    /** @param where empty, a protocol, or a protocol, a host and a port */
    private String connect(String where) throws MessagingException {
        String[] words = where.split(" ");
        session.setDebugOut(debugOut);
        store = session.getStore(where.isEmpty() ? "sieve" : words[0]);
        if (words.length == 3) {
            store.connect(words[1], Integer.parseInt(words[2]), "joe", "secret");
        } else {
            store.connect("127.0.0.1", port, "joe", "secret");
        }
        return "connected";
    }

    private Folder folder(String name) throws MessagingException {
        return store.getFolder(name);
    }

    private static String names(Folder[] folders) {
        return "listed "
                + Arrays.stream(folders)
                        .map(folder -> "[" + folder.getName() + "]" + (folder.isSubscribed() ? " active" : ""))
                        .collect(Collectors.joining(", "));
    }

    private static String get(Folder folder) throws MessagingException, IOException {
        folder.open(Folder.READ_ONLY);
        try (folder) {
            if (folder.getMessageCount() == 0) {
                return "no message";
            }
            Message script = folder.getMessage(1);
            String octets = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return script.getSubject() + ": " + script.getContentType() + ", " + script.getSize() + " octets: "
                    + octets.replace("\r", "\\r").replace("\n", "\\n");
        }
    }

    private String append(Folder folder, String script) throws MessagingException, IOException {
        MimeMessage message = new MimeMessage(session);
        message.setDataHandler(
                new DataHandler(new ByteArrayDataSource(script.getBytes(StandardCharsets.UTF_8), "application/sieve")));
        folder.appendMessages(new Message[] {message});
        return "appended";
    }

    private String appendHtml(Folder folder, String text) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setText(text, "UTF-8", "html");
        folder.appendMessages(new Message[] {message});
        return "appended";
    }

    private static String empty(Folder folder) throws MessagingException {
        folder.open(Folder.READ_WRITE);
        folder.getMessage(1).setFlag(Flags.Flag.DELETED, true);
        folder.close(true);
        return "emptied";
    }

    private String rename(String[] names) throws MessagingException {
        return "renamed " + folder(names[0]).renameTo(folder(names[1]));
    }

    private static String subscribe(Folder folder, boolean active) throws MessagingException {
        folder.setSubscribed(active);
        return active ? "activated" : "deactivated";
    }

    private static String close(Store store) throws MessagingException {
        store.close();
        return "closed";
    }
}
