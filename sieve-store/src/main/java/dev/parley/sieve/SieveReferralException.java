package dev.parley.sieve;

import dev.parley.trace.Trace;
import jakarta.mail.AuthenticationFailedException;

/** The scripts of this user are on another server (RFC 5804 s1.3, REFERRAL). {@code mail.sieve.referral.follow=true}
 * connects to it. */
public class SieveReferralException extends AuthenticationFailedException {
    private final String url;

    /**
     * Creates an exception as the store throws it.
     *
     * @param url as the server sent it
     * @param message with the URL without secrets
     */
    public SieveReferralException(String url, String message) {
        super(message);
        this.url = url;
    }

    /** A referral that is not followed, with the reason. */
    public SieveReferralException(SieveReferralException referral, String why) {
        super(Trace.withoutAdvice(String.valueOf(referral.getMessage())) + "; " + why, referral);
        this.url = referral.url;
    }

    /** The {@code sieve:} URL of the other server (RFC 5804 s3), as the server sent it. */
    public String getUrl() {
        return url;
    }
}
