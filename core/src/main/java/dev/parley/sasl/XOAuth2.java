package dev.parley.sasl;

/** XOAUTH2, the mechanism of Google and Microsoft for OAuth 2.0: the password is a token. */
record XOAuth2() implements Mechanism {
    @Override
    public String name() {
        return "XOAUTH2";
    }

    @Override
    public Exchange begin(Credentials credentials, Server server) throws ExchangeException {
        credentials.requireOwnIdentity(name());
        return Bearer.of(name(), "user=" + credentials.user(), credentials.password(), "");
    }
}
