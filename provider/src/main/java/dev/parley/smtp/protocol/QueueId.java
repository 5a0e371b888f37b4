package dev.parley.smtp.protocol;

import dev.parley.wire.Text;
import java.util.List;
import java.util.Optional;

/** The identifier under which a server queued a message, where the wording of its reply is known. */
public final class QueueId {
    private QueueId() {}

    /** @param reply the positive reply to the end of the content */
    public static Optional<String> in(Reply reply) {
        List<String> lines = reply.linesForException();
        for (int i = 0; i < lines.size(); i++) {
            String id = in(lines.get(i));
            if (id != null) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    private static String in(String text) {
        String id = queuedAs(text);
        if (id == null) {
            id = exim(text);
        }
        if (id == null) {
            id = ses(text);
        }
        if (id == null) {
            id = sendmail(text);
        }
        if (id == null) {
            id = exchange(text);
        }
        return id == null ? gmail(text) : id;
    }

    /** Postfix, SendGrid and others: {@code Ok: queued as 4F2A1BC0D3}; Brevo: {@code OK: queued as <Message-ID>}. */
    private static String queuedAs(String text) {
        String id = after(text, "queued as ", "-_=@+.");
        if (id == null) {
            return between(text, "queued as <", '>');
        }
        int end = id.length();
        while (end > 0 && id.charAt(end - 1) == '.') {
            end--;
        }
        return end == 0 ? null : id.substring(0, end);
    }

    /** The text without spaces between a mark that begins a word and a character. */
    private static String between(String text, String mark, char last) {
        int at = text.indexOf(mark);
        int end = at < 0 ? -1 : text.indexOf(last, at);
        if (end < 0 || !beginsWord(text, at)) {
            return null;
        }
        String id = text.substring(at + mark.length(), end);
        return id.isEmpty() || id.indexOf(' ') >= 0 ? null : id;
    }

    /** Amazon SES: {@code Ok 01000154dc729264-93fdd7ea-f039-43d6-91ed-653e8547867c-000000}. */
    private static String ses(String text) {
        String mark = "250 Ok ";
        String shape = "hhhhhhhhhhhhhhhh-hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh-hhhhhh";
        if (text.length() != mark.length() + shape.length() || !text.startsWith(mark)) {
            return null;
        }
        String id = text.substring(mark.length());
        for (int i = 0; i < shape.length(); i++) {
            boolean isDash = id.charAt(i) == '-';
            if (isDash != (shape.charAt(i) == '-')
                    || !isDash && (id.charAt(i) > 'f' || Character.digit(id.charAt(i), 16) < 0)) {
                return null;
            }
        }
        return id;
    }

    /** The letters, digits and other characters after a mark that begins a word. */
    private static String after(String text, String mark, String others) {
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
            int start = at + mark.length();
            int end = start;
            while (end < text.length()
                    && (Text.isAlphanumeric(text.charAt(end)) || others.indexOf(text.charAt(end)) >= 0)) {
                end++;
            }
            if (end > start && beginsWord(text, at)) {
                return text.substring(start, end);
            }
        }
        return null;
    }

    /** Sendmail and OpenSMTPD: {@code 3A1BcD2e004711 Message accepted for delivery}. */
    private static String sendmail(String text) {
        String mark = " Message accepted for delivery";
        for (int end = text.indexOf(mark); end >= 0; end = text.indexOf(mark, end + 1)) {
            int start = end;
            while (start > 0 && Text.isAlphanumeric(text.charAt(start - 1))) {
                start--;
            }
            if (end - start >= 8 && beginsWord(text, start)) {
                return text.substring(start, end);
            }
        }
        return null;
    }

    /** Exchange: {@code [InternalId=4711, Hostname=...]}. */
    private static String exchange(String text) {
        String mark = "[InternalId=";
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
            int start = at + mark.length();
            int end = afterDigits(text, start);
            if (end > start) {
                return text.substring(start, end);
            }
        }
        return null;
    }

    /** Gmail: {@code OK  1699999999 a1-20020a17fsi123pls.123 - gsmtp}. */
    private static String gmail(String text) {
        int end = text.indexOf(" - gsmtp");
        int start = end < 0 ? -1 : text.lastIndexOf(' ', end - 1) + 1;
        if (start < 1 || start == end) {
            return null;
        }
        String before = text.substring(0, start - 1);
        int digits = before.lastIndexOf(' ') + 1;
        int ok = before.lastIndexOf("OK ");
        boolean known = ok >= 0
                && beginsWord(before, ok)
                && Text.isNumber(before.substring(digits))
                && before.substring(ok + 2, digits).isBlank();
        return known ? text.substring(start, end) : null;
    }

    /** Exim: {@code OK id=1qABCD-0003Xy-2z}; after the replies of PRDR: {@code 250 id=1qABCD-0003Xy-2z message accepted}. */
    private static String exim(String text) {
        String id = after(text, "OK id=", "-");
        return id == null && text.contains(" message accepted") ? after(text, "250 id=", "-") : id;
    }

    private static int afterDigits(String text, int start) {
        int end = start;
        while (end < text.length() && Text.isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean beginsWord(String text, int at) {
        return at == 0 || !Text.isAlphanumeric(text.charAt(at - 1)) && text.charAt(at - 1) != '_';
    }
}
