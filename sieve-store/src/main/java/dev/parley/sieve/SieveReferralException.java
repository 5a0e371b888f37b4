package dev.parley.sieve;

import dev.parley.trace.Shown;
import jakarta.mail.AuthenticationFailedException;

/** The scripts of this user are on another server (RFC 5804 s1.3, REFERRAL). Followed only where {@code mail.sieve.referral.follow=true} says so. */
public class SieveReferralException extends AuthenticationFailedException {
    private final String url;

    /** Creates an exception as the store throws it. */
    public SieveReferralException(String url, String text) {
        super("the server refers to " + Shown.escaped(url) + ": " + text);
        this.url = url;
    }

    /** A referral that is not followed. */
    public SieveReferralException(SieveReferralException referral, String why) {
        super("the server refers to " + Shown.escaped(referral.url) + ": " + why, referral);
        this.url = referral.url;
    }

    /** Where to go, as the server says it: a {@code sieve:} URL (RFC 5804 s3). */
    public String getUrl() {
        return url;
    }
}
