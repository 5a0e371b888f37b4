package dev.parley.sieve;

import dev.parley.trace.Escaped;
import jakarta.mail.AuthenticationFailedException;

/** The scripts of this user are on another server (RFC 5804 s1.3, REFERRAL). {@code mail.sieve.referral.follow=true}
 * connects to it. */
public class SieveReferralException extends AuthenticationFailedException {
    private final String url;
    private final String shownUrl;

    /** Creates an exception as the store throws it. */
    public SieveReferralException(String url, String text) {
        this(url, url, text);
    }

    /** @param shownUrl the URL without secrets, for the message */
    public SieveReferralException(String url, String shownUrl, String text) {
        super("the server refers to " + Escaped.message(shownUrl) + ": " + text);
        this.url = url;
        this.shownUrl = shownUrl;
    }

    /** A referral that is not followed, with the reason. */
    public SieveReferralException(SieveReferralException referral, String why) {
        super("the server refers to " + Escaped.message(referral.shownUrl) + ": " + why, referral);
        this.url = referral.url;
        this.shownUrl = referral.shownUrl;
    }

    /** The {@code sieve:} URL of the other server (RFC 5804 s3), as the server sent it. */
    public String getUrl() {
        return url;
    }
}
