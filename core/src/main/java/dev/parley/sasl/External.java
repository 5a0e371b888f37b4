package dev.parley.sasl;

/** EXTERNAL, RFC 4422 appendix A: the server has authenticated the client by other means, most often by its certificate. */
record External() implements Mechanism {
    @Override
    public String name() {
        return "EXTERNAL";
    }

    @Override
    public int strength() {
        return 20;
    }

    @Override
    public boolean showsPassword() {
        return false;
    }

    @Override
    public boolean needsPassword() {
        return false;
    }

    @Override
    public Exchange begin(Credentials credentials, Server server) throws ExchangeException {
        if (credentials.authorization().indexOf('\0') >= 0) {
            throw new ExchangeException("EXTERNAL cannot carry an identity that contains NUL");
        }
        return new OneMessage(name(), Secret.of(credentials.authorization()));
    }
}
