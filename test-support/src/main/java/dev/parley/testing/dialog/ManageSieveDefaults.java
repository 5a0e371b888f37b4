package dev.parley.testing.dialog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is usual in ManageSieve: the store connects, logs in with PLAIN and without TLS, and logs out; the response to a
 * command is OK. Commands and data are always written, except those of {@code connect} and {@code close}.
 *
 * <pre>
 * connect   connect sieves   connect sieve mx.lab.test 4190
 *                         usual outcome: connected
 * close   isConnected     of the store; usual outcome of close: closed
 * list   list %   active   exists a   get a
 *                         of the folders; the outcome is what they return
 * create a   append a   appendhtml a   empty a   delete a   rename a -> b   activate a   deactivate a
 *                         of the folders; usual outcome: created true, appended, emptied, deleted true, renamed true,
 *                         activated, deactivated. The script of append is the body
 * put a   stream a   replace a   checkscript   havespace a 7   noop   unauthenticate   deactivateall
 *                         of the typed API; usual outcome: stored, stored, stored, none, room, there, unauthenticated,
 *                         deactivated
 * scripts   activescript   isactive a   capabilities   text a   open a
 *                         of the typed API; the outcome is what they return
 * </pre>
 */
public final class ManageSieveDefaults extends Defaults {
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)\\+?}$");
    private static final Pattern TAG = Pattern.compile("C: NOOP (\".*\")");
    private static final Pattern RESPONSE = Pattern.compile("S[:&] (OK|NO|BYE)\\b.*", Pattern.CASE_INSENSITIVE);
    private static final Set<String> VERBS = Set.of(
            "AUTHENTICATE",
            "STARTTLS",
            "LOGOUT",
            "CAPABILITY",
            "HAVESPACE",
            "PUTSCRIPT",
            "LISTSCRIPTS",
            "SETACTIVE",
            "GETSCRIPT",
            "DELETESCRIPT",
            "RENAMESCRIPT",
            "CHECKSCRIPT",
            "NOOP",
            "UNAUTHENTICATE");
    private static final String NOTHING = "S: [nothing]";

    @Override
    Set<String> actions() {
        return Set.of(
                "connect",
                "list",
                "active",
                "exists",
                "create",
                "get",
                "append",
                "appendhtml",
                "empty",
                "delete",
                "rename",
                "activate",
                "deactivate",
                "isConnected",
                "close",
                "capabilities",
                "scripts",
                "activescript",
                "deactivateall",
                "checkscript",
                "havespace",
                "noop",
                "unauthenticate",
                "put",
                "stream",
                "replace",
                "text",
                "open",
                "isactive");
    }

    @Override
    List<String> login(boolean inClear) {
        return inClear ? List.of("given mail.sieve.auth.cleartext=true") : List.of();
    }

    @Override
    List<String> greeting(Context context) {
        Map<String, String> capabilities = new LinkedHashMap<>();
        capabilities.put("IMPLEMENTATION", "Example1 ManageSieved v001");
        capabilities.put("SASL", "PLAIN");
        capabilities.put("SIEVE", "fileinto vacation");
        for (String capability : context.capabilities()) {
            String[] words = capability.split(" ", 2);
            capabilities.put(words[0], words.length > 1 ? words[1] : null);
        }
        capabilities.putIfAbsent("VERSION", "1.0");
        List<String> lines = new ArrayList<>();
        capabilities.forEach((name, value) ->
                lines.add("S: \"" + name + "\"" + (value == null ? "" : " \"" + value.strip() + "\"")));
        lines.add("S: OK");
        return lines;
    }

    @Override
    List<String> startTls(Context context) {
        List<String> lines = new ArrayList<>(List.of("C: STARTTLS", "S: OK \"Begin TLS negotiation now.\"", "S! tls"));
        lines.addAll(greeting(context));
        lines.add("C: NOOP \"parley-1\"");
        lines.add("S: OK (TAG \"parley-1\") \"Done\"");
        return lines;
    }

    @Override
    List<String> authentication() {
        return List.of("C: AUTHENTICATE \"PLAIN\" [redacted]", "S: OK");
    }

    @Override
    boolean alwaysLogsIn() {
        return true;
    }

    @Override
    List<String> sentMessage(Action action, List<String> before) {
        throw new IllegalArgumentException("a script has to be written out");
    }

    @Override
    Exchange exchange(Action action, Context context) {
        Exchange exchange = new Exchange();
        return action.line().word().equals("close") ? exchange.command("LOGOUT", "C: LOGOUT") : exchange;
    }

    @Override
    String key(String line) {
        return line.substring(Math.min(line.length(), 3)).split(" ", 2)[0];
    }

    @Override
    boolean endsReply(String line) {
        return RESPONSE.matcher(line).matches();
    }

    @Override
    List<String> outcome(Action action) {
        return switch (action.line().word()) {
            case "connect" -> List.of("connected");
            case "put", "stream", "replace" -> List.of("stored");
            case "append", "appendhtml" -> List.of("appended");
            case "create", "delete", "rename" -> List.of(action.line().word().replaceFirst("e$", "") + "ed true");
            case "activate", "deactivate", "unauthenticate" ->
                List.of(action.line().word() + "d");
            case "deactivateall" -> List.of("deactivated");
            case "empty" -> List.of("emptied");
            case "havespace" -> List.of("room");
            case "noop" -> List.of("there");
            case "close" -> List.of("closed");
            default -> List.of();
        };
    }

    @Override
    boolean isClosed(String outcome) {
        return outcome.equals("closed") || outcome.startsWith("StoreClosedException");
    }

    /** A command without a response has the response OK; {@code S: [nothing]} says that it has none. */
    @Override
    List<String> withReplies(List<String> wire) {
        List<String> all = new ArrayList<>();
        String pending = null;
        int literal = 0;
        for (String line : wire) {
            if (line.startsWith("C") && literal > 0) {
                literal -= line.length() - 1;
            } else if (line.startsWith("C:") && VERBS.contains(key(line))) {
                respond(all, pending);
                pending = line;
            } else if (RESPONSE.matcher(line).matches()
                    || line.startsWith("S~")
                    || line.equals(NOTHING)
                    || line.equals("S! close")
                    || line.equals("S! reset")) {
                pending = null;
            }
            if (line.startsWith("C:")) {
                Matcher octets = LITERAL.matcher(line);
                literal = octets.find() ? Integer.parseInt(octets.group(1)) : literal;
            }
            if (!line.equals(NOTHING)) {
                all.add(line);
            }
        }
        respond(all, pending);
        return all;
    }

    private static void respond(List<String> all, String command) {
        if (command != null) {
            Matcher tag = TAG.matcher(command);
            all.add(tag.matches() ? "S: OK (TAG " + tag.group(1) + ") \"Done\"" : "S: OK");
        }
    }
}
