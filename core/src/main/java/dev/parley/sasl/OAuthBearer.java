package dev.parley.sasl;

/** OAUTHBEARER, RFC 7628: the password is an OAuth 2.0 token. */
record OAuthBearer() implements Mechanism {
    @Override
    public String name() {
        return "OAUTHBEARER";
    }

    /** Host and port are left out: only tokens that sign them need them (s3.1). */
    @Override
    public Exchange begin(Credentials credentials, Server server) throws ExchangeException {
        String identity = credentials.authorization().isEmpty() ? credentials.user() : credentials.authorization();
        String header = "n,a=" + identity.replace("=", "=3D").replace(",", "=2C") + ",";
        return Bearer.of(name(), header, credentials.password(), String.valueOf(Bearer.SEPARATOR));
    }
}
