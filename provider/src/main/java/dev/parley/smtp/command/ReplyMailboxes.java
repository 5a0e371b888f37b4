package dev.parley.smtp.command;

import dev.parley.smtp.EnhancedStatus;
import dev.parley.smtp.protocol.Path;
import dev.parley.smtp.protocol.Reply;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mailboxes in a reply to VRFY or EXPN, at most one in each line (RFC 5321 s3.5.1): {@code User Name
 * <local-part@domain>} or {@code local-part@domain}. Servers also write other text after the {@code >}.
 */
final class ReplyMailboxes {
    private ReplyMailboxes() {}

    /** The mailboxes with the names before them. A line without one is omitted. */
    static List<InternetAddress> named(Reply reply) {
        List<InternetAddress> mailboxes = new ArrayList<>();
        for (String text : texts(reply)) {
            InternetAddress mailbox = mailbox(text);
            if (mailbox != null) {
                mailboxes.add(mailbox);
            }
        }
        return List.copyOf(mailboxes);
    }

    /** The forward-paths in a reply 251 or 551, where the text before a path is not a name (RFC 5321 s3.4). */
    static List<InternetAddress> forwardPaths(Reply reply) {
        List<InternetAddress> paths = new ArrayList<>();
        for (InternetAddress mailbox : named(reply)) {
            paths.add(address(mailbox.getAddress(), ""));
        }
        return List.copyOf(paths);
    }

    /** The lines without code and enhanced status code, and without secrets. */
    static List<String> texts(Reply reply) {
        List<String> texts = new ArrayList<>();
        for (String line : reply.linesForException()) {
            String text = Reply.text(line);
            Optional<EnhancedStatus> status = EnhancedStatus.parse(text);
            texts.add(status.isPresent() ? afterFirstWord(text) : text);
        }
        return List.copyOf(texts);
    }

    private static String afterFirstWord(String text) {
        int at = 0;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at == text.length() ? "" : text.substring(at + 1);
    }

    /** @return null: the line has none */
    private static InternetAddress mailbox(String text) {
        int open = unquoted(text, '<', 0);
        if (open < 0) {
            String alone = text.strip();
            return unquoted(alone, '@', 0) > 0 && isMailbox(alone) ? address(alone, "") : null;
        }
        int close = unquoted(text, '>', open + 1);
        String inside = close < 0 ? "" : text.substring(open + 1, close);
        return isMailbox(inside) ? address(inside, name(text.substring(0, open).strip())) : null;
    }

    /** The index of a character outside quoted strings; -1: none. */
    private static int unquoted(String text, char wanted, int from) {
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == wanted && !quoted) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a text is one mailbox that RCPT can have; a source route must not be returned (RFC 5321 s3.5.2). */
    private static boolean isMailbox(String text) {
        if (text.isEmpty() || text.charAt(0) == '@' || unquoted(text, ',', 0) >= 0) {
            return false;
        }
        int at = unquoted(text, '@', 0);
        boolean isOneDomain = at >= 0 && at < text.length() - 1 && unquoted(text, '@', at + 1) < 0;
        if (!isOneDomain && (at >= 0 || isFileOrProgram(text))) {
            return false;
        }
        try {
            new Path(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether an alias of Sendmail is a file, a program, or a list of addresses in a file. */
    private static boolean isFileOrProgram(String text) {
        return text.charAt(0) == '/' || text.charAt(0) == '|' || text.charAt(0) == ':';
    }

    /** The name before a mailbox, without quotes. */
    private static String name(String written) {
        boolean quoted = written.length() >= 2 && written.startsWith("\"") && written.endsWith("\"");
        if (!quoted) {
            return written;
        }
        StringBuilder name = new StringBuilder();
        for (int i = 1; i < written.length() - 1; i++) {
            boolean escape = written.charAt(i) == '\\' && i + 1 < written.length() - 1;
            name.append(written.charAt(escape ? ++i : i));
        }
        return name.toString();
    }

    private static InternetAddress address(String mailbox, String name) {
        InternetAddress address = new InternetAddress();
        address.setAddress(mailbox);
        try {
            if (!name.isEmpty()) {
                address.setPersonal(name, StandardCharsets.UTF_8.name());
            }
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("each JVM has UTF-8", e);
        }
        return address;
    }
}
