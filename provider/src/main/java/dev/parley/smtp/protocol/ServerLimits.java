package dev.parley.smtp.protocol;

import dev.parley.wire.Text;
import java.util.StringTokenizer;

/**
 * The limits that a server announces with LIMITS (RFC 9422 s3); {@link #NONE} where it announces no such limit.
 *
 * @param mailMax transactions of one connection
 * @param rcptMax recipients of one transaction
 * @param rcptDomainMax recipient domains of one transaction
 */
public record ServerLimits(int mailMax, int rcptMax, int rcptDomainMax) {
    public static final int NONE = Integer.MAX_VALUE;

    private static final int MOST_DIGITS = 9;

    /** @param parameters what follows LIMITS in the reply to EHLO; invalid words are ignored */
    static ServerLimits of(String parameters) {
        return new ServerLimits(
                limit(parameters, "MAILMAX="), limit(parameters, "RCPTMAX="), limit(parameters, "RCPTDOMAINMAX="));
    }

    private static int limit(String parameters, String name) {
        StringTokenizer words = new StringTokenizer(parameters, " ");
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            if (word.regionMatches(true, 0, name, 0, name.length())) {
                String digits = word.substring(name.length());
                if (digits.length() <= MOST_DIGITS && Text.isNumber(digits) && digits.charAt(0) != '0') {
                    return Integer.parseInt(digits);
                }
            }
        }
        return NONE;
    }
}
