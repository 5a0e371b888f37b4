package dev.parley.smtp.transaction;

import dev.parley.settings.MailProperties;
import java.util.StringTokenizer;

/**
 * The options of the application for MAIL and RCPT; null: not set.
 *
 * @param dsn delivery status notifications, as {@link Dsn} lists it
 * @param submitter {@code mail.<protocol>.submitter} (text; none): the parameter AUTH of MAIL, if the server announces
 *     AUTH
 * @param mailExtension {@code mail.<protocol>.mailextension} (text; none): text that is appended to the MAIL command
 *     unchanged
 */
public record EnvelopeOptions(Dsn dsn, String submitter, String mailExtension) {
    private static final EnvelopeOptions NONE = new EnvelopeOptions(Dsn.NONE, null, null);

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

    /** @throws IllegalArgumentException naming the property whose value cannot be sent */
    public static EnvelopeOptions from(MailProperties properties) {
        Dsn dsn = Dsn.from(properties);
        String submitter = properties.commandText("submitter").orElse(null);
        String mailExtension = properties.commandText("mailextension").orElse(null);
        boolean none = dsn == Dsn.NONE && submitter == null && mailExtension == null;
        return none ? NONE : new EnvelopeOptions(dsn, submitter, mailExtension);
    }
}
