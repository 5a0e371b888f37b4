package dev.parley.sasl;

/** OAUTHBEARER, RFC 7628: an OAuth 2.0 token in the place of the password. */
final class OAuthBearer implements Mechanism {
    @Override
    public String name() {
        return "OAUTHBEARER";
    }

    @Override
    public int strength() {
        return 1;
    }

    @Override
    public boolean showsPassword() {
        return true;
    }

    /** The host and the port are only for kinds of tokens that sign them (s3.1). */
    @Override
    public Exchange begin(Credentials credentials, Server server) throws ExchangeException {
        String identity = credentials.authorization().isEmpty() ? credentials.user() : credentials.authorization();
        String header = "n,a=" + identity.replace("=", "=3D").replace(",", "=2C") + ",";
        return Bearer.of(name(), header, credentials.secret(), String.valueOf(Bearer.SEPARATOR));
    }
}
