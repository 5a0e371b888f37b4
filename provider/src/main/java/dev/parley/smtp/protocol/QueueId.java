package dev.parley.smtp.protocol;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name under which a server keeps a message it took, as far as the server's wording is known. */
public final class QueueId {
    private static final Pattern POSTFIX = Pattern.compile("\\bqueued as ([0-9A-Za-z]+)");
    private static final Pattern EXIM = Pattern.compile("\\bOK id=([0-9A-Za-z-]+)");
    private static final Pattern SENDMAIL_AND_OPENSMTPD =
            Pattern.compile("\\b([0-9A-Za-z]{8,}) Message accepted for delivery");
    private static final Pattern EXCHANGE = Pattern.compile("\\[InternalId=(\\d+)");
    private static final Pattern GMAIL = Pattern.compile("\\bOK +\\d+ (\\S+) - gsmtp");

    private static final List<Pattern> WORDINGS = List.of(POSTFIX, EXIM, SENDMAIL_AND_OPENSMTPD, EXCHANGE, GMAIL);

    private QueueId() {}

    /** @param reply the positive reply to the end of the content */
    public static Optional<String> in(Reply reply) {
        return reply.redacted().stream()
                .map(Reply::text)
                .flatMap(text -> WORDINGS.stream().map(wording -> wording.matcher(text)))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst();
    }
}
