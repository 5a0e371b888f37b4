package dev.parley.testing.dialog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is usual in SMTP and LMTP: the transport connects, sends a message and quits, and the server accepts everything.
 *
 * <pre>
 * connect                  usual outcome: connected
 * send a@x.test,b@x.test   the message of the body or, without one, a short message from a@lab.test; usual outcome: the
 *                          event DELIVERED for all recipients, and sent
 * send b@x.test dotted     a short message from a@x.test with a line that begins with a dot
 * send~ b@x.test           the body has escapes as in {@code C~}, and no line ends but those
 * sendall 3                sendAll with three copies of the message of the body
 * close                    usual outcome: the event CLOSED, and closed
 * issue VRFY b             a command of the application; usual outcome: issued
 * verify joe   expand list   help   help MAIL   etrn lab.test   noop
 *                          these methods; the argument has the escapes {@code \r}, {@code \n}, {@code \xNN}
 * capabilities             what the server announced
 * isConnected   delivery   the results of these methods
 * set name=value           sets a property
 * sleep 300                waits, milliseconds
 * wait ...                 waits until the server has closed the last connection
 * </pre>
 *
 * The usual exchange of {@code send} follows the announced PIPELINING and CHUNKING, and the property sendpartial.
 */
public final class SmtpDefaults extends Defaults {
    private static final List<String> PLAIN = List.of("From: a@lab.test", "Subject: hi", "", "Hello");
    private static final List<String> DOTTED = List.of("From: a@x.test", "Subject: hi", "", "Hello", ".dot");
    private static final String DOTTED_WORD = " dotted";
    private static final Pattern SENDER = Pattern.compile("From: (?:.*<)?([^<>]*)>?");
    private static final Pattern RECIPIENT = Pattern.compile("C: RCPT TO:<(.*)>.*");
    private static final Set<String> VERBS = Set.of(
            "MAIL",
            "DATA",
            "BDAT",
            "RSET",
            "QUIT",
            "NOOP",
            "EHLO",
            "LHLO",
            "HELO",
            "AUTH",
            "STARTTLS",
            "VRFY",
            "EXPN",
            "HELP",
            "ETRN");
    private static final String MESSAGE = "message";
    private static final String ACCEPTED = "S: 250 2.0.0 Ok: queued as 4F2A1";

    @Override
    Set<String> actions() {
        return Set.of(
                "connect",
                "send",
                "send~",
                "sendall",
                "close",
                "isConnected",
                "issue",
                "verify",
                "expand",
                "help",
                "etrn",
                "noop",
                "capabilities",
                "wait",
                "sleep",
                "delivery",
                "set");
    }

    @Override
    List<String> login(boolean inClear) {
        List<String> lines = new ArrayList<>(List.of("given user=joe", "given password=secret"));
        if (inClear) {
            lines.add("given mail.smtp.starttls.enable=false");
        }
        return lines;
    }

    @Override
    List<String> greeting(Context context) {
        List<String> lines = new ArrayList<>();
        lines.add("S: 220 mx.lab.test " + (isLmtp(context) ? "LMTP" : "ESMTP") + " ready");
        lines.addAll(hello(context));
        return lines;
    }

    @Override
    List<String> startTls(Context context) {
        List<String> lines = new ArrayList<>(List.of("C: STARTTLS", "S: 220 2.0.0 Ready to start TLS", "S! tls"));
        lines.addAll(hello(context));
        return lines;
    }

    private static List<String> hello(Context context) {
        List<String> lines = new ArrayList<>();
        lines.add((isLmtp(context) ? "C: LHLO" : "C: EHLO") + " client.example");
        List<String> reply = new ArrayList<>(List.of("mx.lab.test"));
        reply.addAll(context.capabilities());
        for (int i = 0; i < reply.size(); i++) {
            lines.add((i < reply.size() - 1 ? "S: 250-" : "S: 250 ") + reply.get(i));
        }
        return lines;
    }

    @Override
    List<String> authentication() {
        return List.of("C: AUTH PLAIN AGpvZQBzZWNyZXQ=", "S: 235 2.7.0 ok");
    }

    @Override
    boolean alwaysLogsIn() {
        return false;
    }

    @Override
    List<String> explicit(Action action) {
        List<String> lines = new ArrayList<>();
        if (action.line().word().equals("send")) {
            lines.add("when send " + String.join(",", recipients(action)));
            message(action).forEach(line -> lines.add(line.isEmpty() ? "|" : "| " + line));
            return lines;
        }
        return super.explicit(action);
    }

    @Override
    List<String> sentMessage(Action action, List<String> before) {
        if (!action.line().word().equals("send")) {
            throw new IllegalArgumentException("only send has a message that can be on the wire");
        }
        return before.get(before.size() - 1).startsWith("C: BDAT") ? chunk(action) : data(action);
    }

    /** The message as DATA carries it, with dot-stuffing (RFC 5321 s4.5.2). */
    private static List<String> data(Action action) {
        List<String> lines = new ArrayList<>();
        message(action).forEach(line -> lines.add("C: " + (line.startsWith(".") ? "." : "") + line));
        lines.add("C: .");
        return lines;
    }

    private static List<String> chunk(Action action) {
        return message(action).stream().map(line -> "C: " + line).toList();
    }

    @Override
    Exchange exchange(Action action, Context context) {
        Exchange exchange = new Exchange();
        if (action.line().word().equals("close")) {
            exchange.command("QUIT", "C: QUIT").reply("S: 221 2.0.0 Bye");
        } else if (action.line().word().equals("send")) {
            transaction(exchange, action, context);
        }
        return exchange;
    }

    private static void transaction(Exchange exchange, Action action, Context context) {
        List<String> recipients = recipients(action);
        boolean pipelined = context.capabilities().contains("PIPELINING");
        boolean chunked = context.capabilities().contains("CHUNKING");
        boolean dataInGroup = pipelined
                && !chunked
                && (recipients.size() == 1 || "true".equals(context.properties().get("mail.smtp.sendpartial")));
        List<String> replies = new ArrayList<>();
        exchange.command("MAIL", "C: MAIL FROM:<" + sender(action) + ">");
        reply(exchange, "S: 250 2.1.0 Ok", pipelined, replies);
        for (String recipient : recipients) {
            exchange.command("RCPT " + recipient, "C: RCPT TO:<" + recipient + ">");
            reply(exchange, "S: 250 2.1.5 Ok", pipelined, replies);
        }
        if (dataInGroup) {
            exchange.command("DATA", "C: DATA");
        }
        replies.forEach(exchange::reply);
        if (chunked) {
            exchange.command("BDAT", "C: BDAT " + octets(action) + " LAST").command(MESSAGE, chunk(action));
        } else {
            if (!dataInGroup) {
                exchange.command("DATA", "C: DATA");
            }
            exchange.reply("S: 354 go").command(MESSAGE, data(action));
        }
        for (int i = 0; i < (isLmtp(context) ? recipients.size() : 1); i++) {
            exchange.reply(ACCEPTED);
        }
    }

    private static void reply(Exchange exchange, String reply, boolean pipelined, List<String> later) {
        if (pipelined) {
            later.add(reply);
        } else {
            exchange.reply(reply);
        }
    }

    @Override
    String key(String line) {
        Matcher recipient = RECIPIENT.matcher(line);
        if (recipient.matches()) {
            return "RCPT " + recipient.group(1);
        }
        String verb = line.substring(Math.min(line.length(), 3)).split(" ", 2)[0];
        return VERBS.contains(verb) ? verb : MESSAGE;
    }

    @Override
    boolean endsReply(String line) {
        return line.length() < 7 || line.charAt(6) != '-';
    }

    @Override
    List<String> outcome(Action action) {
        return switch (action.line().word()) {
            case "connect" -> List.of("connected");
            case "send" -> List.of("event DELIVERED sent=" + recipients(action) + " unsent=null invalid=null", "sent");
            case "close" -> List.of("event CLOSED", "closed");
            case "issue" -> List.of("issued");
            default -> List.of();
        };
    }

    @Override
    boolean isClosed(String outcome) {
        return outcome.equals("event CLOSED");
    }

    @Override
    List<String> withReplies(List<String> wire) {
        return wire;
    }

    private static boolean isLmtp(Context context) {
        return "lmtp".equals(context.properties().get("protocol"));
    }

    private static List<String> recipients(Action action) {
        return List.of(action.line().argument().replace(DOTTED_WORD, "").split(","));
    }

    private static List<String> message(Action action) {
        if (!action.body().isEmpty()) {
            return action.body();
        }
        return action.line().argument().endsWith(DOTTED_WORD) ? DOTTED : PLAIN;
    }

    private static String sender(Action action) {
        return message(action).stream()
                .map(SENDER::matcher)
                .filter(Matcher::matches)
                .map(from -> from.group(1))
                .findFirst()
                .orElse("");
    }

    private static int octets(Action action) {
        return message(action).stream()
                .mapToInt(line -> line.getBytes(StandardCharsets.UTF_8).length + 2)
                .sum();
    }
}
