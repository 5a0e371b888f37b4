package dev.parley.smtp.protocol;

/** The SMTP extensions that the transport uses. */
public enum Extension {
    /** RFC 4954. */
    AUTH,
    /** RFC 3030 s3: parts without line ends, with BDAT only. */
    BINARYMIME,
    /** RFC 3030 s2: BDAT. */
    CHUNKING,
    /** RFC 2852: BY. */
    DELIVERBY,
    /** RFC 3461: NOTIFY, ORCPT, RET, ENVID. */
    DSN,
    /** RFC 6152. */
    EIGHTBITMIME("8BITMIME"),
    /** RFC 4865: HOLDFOR, HOLDUNTIL. */
    FUTURERELEASE,
    /** RFC 9422. */
    LIMITS,
    /** RFC 6710. */
    MT_PRIORITY("MT-PRIORITY"),
    /** RFC 2920. */
    PIPELINING,
    /** draft-hall-prdr-00, as Exim has it. */
    PRDR,
    /** RFC 8689. */
    REQUIRETLS,
    /** RFC 7293: RRVS of RCPT. */
    RRVS,
    /** RFC 1870. */
    SIZE,
    /** RFC 6531. */
    SMTPUTF8,
    /** RFC 3207. */
    STARTTLS;

    private final String keyword;

    Extension() {
        this.keyword = name();
    }

    Extension(String keyword) {
        this.keyword = keyword;
    }

    /** The word in the reply to EHLO. */
    public String keyword() {
        return keyword;
    }
}
