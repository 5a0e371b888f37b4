package dev.parley.smtp.transaction;

import dev.parley.settings.MailProperties;
import dev.parley.smtp.DeliverBy;
import dev.parley.smtp.FutureRelease;
import dev.parley.smtp.SendOptions;
import dev.parley.smtp.ValidSince;
import java.time.Duration;
import java.util.StringTokenizer;

/**
 * The options of the application for MAIL and RCPT; null: not set.
 *
 * @param dsn delivery status notifications, as {@link Dsn} lists it
 * @param submitter {@code mail.<protocol>.submitter} (text; none): the parameter AUTH of MAIL, if the server announces
 *     AUTH
 * @param mailExtension {@code mail.<protocol>.mailextension} (text; none): text that is appended to the MAIL command
 *     unchanged
 * @param requests what the message requests of the server, as {@link #request} lists it
 * @param fields what the header of the message requests
 */
public record EnvelopeOptions(Dsn dsn, String submitter, String mailExtension, SendOptions requests, Fields fields) {
    private static final EnvelopeOptions NONE = new EnvelopeOptions(Dsn.NONE, null, null, null, null);

    private static final String[] REQUESTS = {
        "requiretls", "deliverby", "holdfor", "holduntil", "mtpriority", "rrvs", "prdr"
    };

    /**
     * The requests of the header fields MT-Priority (RFC 6758 s4) and Require-Recipient-Valid-Since (RFC 7293 s3.2). Servers
     * read these fields, too: so a server that does not announce the extension receives the message without the parameter.
     *
     * @param priority null: none
     * @param recipient to whom {@code since} applies; null: none
     * @param since null: none
     */
    public record Fields(Integer priority, String recipient, ValidSince since) {}

    /**
     * Delivery status notifications, if the server announces DSN (RFC 3461).
     *
     * @param conditions {@code mail.<protocol>.dsn.notify} (NEVER, or some of SUCCESS,FAILURE,DELAY; none): the
     *     parameter NOTIFY of every RCPT, if the server announces DSN (RFC 3461 s4.1)
     * @param orcpt {@code mail.<protocol>.dsn.orcpt} (true, false; false): adds ORCPT with the recipient's address to
     *     every RCPT, if the server announces DSN (RFC 3461 s4.2)
     * @param ret {@code mail.<protocol>.dsn.ret} (FULL, HDRS; none): the parameter RET of MAIL, if the server announces
     *     DSN (RFC 3461 s4.3)
     * @param envid {@code mail.<protocol>.dsn.envid} (text; none): the parameter ENVID of MAIL, if the server announces
     *     DSN (RFC 3461 s4.4)
     */
    public record Dsn(String conditions, boolean orcpt, String ret, String envid) {
        private static final Dsn NONE = new Dsn(null, false, null, null);

        private static Dsn from(MailProperties properties) {
            String conditions = properties.commandText("dsn.notify").orElse(null);
            if (conditions != null && !isNotify(conditions)) {
                throw invalid(properties, "dsn.notify", "NEVER|(SUCCESS|FAILURE|DELAY)(,(SUCCESS|FAILURE|DELAY)){0,2}");
            }
            String ret = properties.commandText("dsn.ret").orElse(null);
            if (ret != null && !ret.equalsIgnoreCase("FULL") && !ret.equalsIgnoreCase("HDRS")) {
                throw invalid(properties, "dsn.ret", "FULL|HDRS");
            }
            String envid = properties.commandText("dsn.envid").orElse(null);
            boolean orcpt = properties.flag("dsn.orcpt", false);
            boolean none = conditions == null && !orcpt && ret == null && envid == null;
            return none ? NONE : new Dsn(conditions, orcpt, ret, envid);
        }

        private static IllegalArgumentException invalid(MailProperties properties, String suffix, String allowed) {
            String value = properties.text(suffix).orElse("");
            return new IllegalArgumentException(properties.name(suffix) + "=" + value + " is not one of " + allowed);
        }

        /** NEVER, or one to three conditions. */
        private static boolean isNotify(String value) {
            StringTokenizer words = new StringTokenizer(value, ",", true);
            boolean valid = words.countTokens() % 2 == 1 && words.countTokens() <= 5;
            while (valid && words.hasMoreTokens()) {
                valid = isCondition(words.nextToken())
                        && (!words.hasMoreTokens() || words.nextToken().equals(","));
            }
            return valid || value.equalsIgnoreCase("NEVER");
        }

        private static boolean isCondition(String word) {
            return word.equalsIgnoreCase("SUCCESS")
                    || word.equalsIgnoreCase("FAILURE")
                    || word.equalsIgnoreCase("DELAY");
        }
    }

    /**
     * @param own the requests of the message itself; null: none
     * @param fields those of its header; null: none
     * @throws IllegalArgumentException naming the property whose value cannot be sent
     */
    public static EnvelopeOptions from(MailProperties properties, SendOptions own, Fields fields) {
        Dsn dsn = Dsn.from(properties);
        String submitter = properties.commandText("submitter").orElse(null);
        String mailExtension = properties.commandText("mailextension").orElse(null);
        SendOptions requests = areRequested(properties) ? requests(properties) : null;
        if (own != null) {
            requests = requests == null ? own : own.orElse(requests);
        }
        boolean none = dsn == Dsn.NONE && submitter == null && mailExtension == null && requests == null;
        return none && fields == null ? NONE : new EnvelopeOptions(dsn, submitter, mailExtension, requests, fields);
    }

    private static boolean areRequested(MailProperties properties) {
        for (String suffix : REQUESTS) {
            if (properties.has(suffix)) {
                return true;
            }
        }
        return false;
    }

    private static SendOptions requests(MailProperties properties) {
        SendOptions.Builder requests = SendOptions.builder();
        for (String suffix : REQUESTS) {
            String value = properties.word(suffix).orElse(null);
            if (value != null) {
                try {
                    request(suffix, value, requests);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(properties.setting(suffix) + ": " + e.getMessage(), e);
                }
            }
        }
        if (properties.isSet("holdfor") && properties.isSet("holduntil")) {
            throw new IllegalArgumentException(properties.setting("holdfor") + " and " + properties.setting("holduntil")
                    + " exclude each other (RFC 4865 s4.1): remove one of them");
        }
        return requests.build();
    }

    /**
     * Adds the request of a property. A message is not sent to a server that does not announce the extension.
     *
     * <p>{@code mail.<protocol>.requiretls} (true, false; false): every server on the way must use TLS with a verified
     * certificate, also the first one, or return the message (REQUIRETLS, RFC 8689);
     * {@code mail.<protocol>.deliverby} (value of BY; none): with {@code 3600;R}, the server delivers the message within
     * 3600 seconds, or returns it; with N instead of R, it notifies the sender of the delay; with RT or NT, it also reports
     * each relay (DELIVERBY, RFC 2852 s4);
     * {@code mail.<protocol>.holdfor} (seconds; none): the submission server holds the message so long (FUTURERELEASE, RFC
     * 4865 s3);
     * {@code mail.<protocol>.holduntil} (date and time of RFC 3339; none): the submission server holds the message until
     * this time (FUTURERELEASE, RFC 4865 s3);
     * {@code mail.<protocol>.mtpriority} (-9 to 9; none): the priority of the message in the queues of servers (MT-PRIORITY,
     * RFC 6710 s3);
     * {@code mail.<protocol>.rrvs} (date and time of RFC 3339; none): the message is delivered only to those who have owned
     * their mailboxes since this time; with {@code ;C} after it, a relay may drop the request (RRVS, RFC 7293
     * s3.1);
     * {@code mail.<protocol>.prdr} (true, false; false): the server replies to the content for each of several recipients,
     * and may reject it for some of them (PRDR)
     */
    private static void request(String suffix, String value, SendOptions.Builder requests) {
        switch (suffix) {
            case "requiretls" -> {
                if (isTrue(value)) {
                    requests.requireTls();
                }
            }
            case "prdr" -> {
                if (isTrue(value)) {
                    requests.perRecipientReplies();
                }
            }
            case "deliverby" -> requests.deliverBy(DeliverBy.parse(value));
            case "holdfor" -> requests.release(FutureRelease.after(Duration.ofSeconds(number(value))));
            case "holduntil" -> requests.release(FutureRelease.parseTime(value));
            case "mtpriority" -> requests.priority(number(value));
            default -> requests.validSince(ValidSince.parse(value));
        }
    }

    private static boolean isTrue(String value) {
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return value.equalsIgnoreCase("true");
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number", e);
        }
    }
}
