package dev.parley.sasl;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.util.TlsServerEndpoint;
import dev.parley.settings.MailProperties;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * SCRAM, RFC 5802 and 7677: both sides prove that they know the password, and nobody learns it.
 *
 * @param hash as the mechanism's name has it, SHA-256
 * @param plus whether the login is bound to the certificate that the server showed on this link
 * @param iterations how many the server must use at least
 * @param nonces where the client's nonces come from; empty: from chance
 */
record Scram(String hash, int strength, boolean plus, LeastIterations iterations, Optional<Supplier<String>> nonces)
        implements Mechanism {
    Scram(String hash, int strength, boolean plus, LeastIterations iterations) {
        this(hash, strength, plus, iterations, Optional.empty());
    }

    /**
     * The lower limit for the server's iteration count (RFC 5802 s5.1): with few iterations the password can be guessed
     * from a login that was intercepted.
     *
     * @param setting the property that sets it, with its present value
     */
    record LeastIterations(int count, String property, String setting) {
        private static final String NAME = "auth.scram.miniterations";
        private static final int RECOMMENDED = 4096;

        /** @throws IllegalArgumentException naming the property, when it holds no number or one that cannot be used */
        static LeastIterations from(MailProperties properties) {
            int count = properties.within(NAME, 1, ScramExchange.MOST_ITERATIONS, RECOMMENDED);
            return new LeastIterations(count, properties.name(NAME), properties.setting(NAME));
        }
    }

    @Override
    public String name() {
        return "SCRAM-" + hash + (plus ? "-PLUS" : "");
    }

    @Override
    public boolean showsPassword() {
        return false;
    }

    @Override
    public boolean bindsChannel() {
        return plus;
    }

    @Override
    public boolean fits(Server server) {
        return server.offers(name()) && (!plus || server.endPoint().isPresent());
    }

    @Override
    public Exchange begin(Credentials credentials, Server server) throws ExchangeException {
        if (credentials.secret().length() == 0) {
            throw new ExchangeException(name() + " cannot be used with an empty password");
        }
        try {
            ScramClient.FinalBuildStage builder = ScramClient.builder()
                    .advertisedMechanisms(List.of(name()))
                    .username(credentials.user())
                    .password(new String(credentials.secret().octets(), StandardCharsets.UTF_8).toCharArray())
                    .channelBinding(TlsServerEndpoint.TLS_SERVER_END_POINT, binding(server));
            if (!credentials.authorization().isEmpty()) {
                builder.authzid(credentials.authorization());
            }
            nonces.ifPresent(builder::nonceSupplier);
            return new ScramExchange(name(), builder.build(), iterations);
        } catch (IllegalArgumentException e) {
            throw new ExchangeException(name()
                    + " cannot carry this user name or password: the name is empty, or RFC 4013 forbids a character");
        }
    }

    /**
     * Without it the client's flag is "n": it binds no channel. With it, and without -PLUS, the flag is "y": it would,
     * but the server does not offer it, and a server that did fails the login, since somebody changed its list (RFC 5802
     * s6). A client that leaves an offered -PLUS unused must therefore send "n".
     */
    private byte[] binding(Server server) {
        boolean told = plus || server.offered().stream().noneMatch(Scram::binds);
        return told ? server.endPoint().orElse(null) : null;
    }

    /** Whether the name is that of a variant with channel binding. */
    static boolean binds(String mechanism) {
        return mechanism.regionMatches(true, 0, "SCRAM-", 0, 6)
                && mechanism.regionMatches(true, mechanism.length() - 5, "-PLUS", 0, 5);
    }
}
