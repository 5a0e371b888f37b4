package dev.parley.sasl;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * SCRAM, RFC 5802 and 7677: both sides prove that they know the password, and nobody learns it.
 *
 * @param hash as the mechanism's name has it, SHA-256
 * @param plus whether the login is bound to the certificate that the server showed on this link
 * @param nonces where the client's nonces come from; empty: from chance
 */
record Scram(String hash, int strength, boolean plus, Optional<Supplier<String>> nonces) implements Mechanism {
    Scram(String hash, int strength, boolean plus) {
        this(hash, strength, plus, Optional.empty());
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
    public boolean fits(Server server) {
        return server.offers(name()) && (!plus || server.endPoint().isPresent());
    }

    @Override
    public Exchange begin(Credentials credentials, Server server) throws ExchangeException {
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
            return new ScramExchange(name(), builder.build());
        } catch (IllegalArgumentException e) {
            throw new ExchangeException(
                    name() + " cannot carry this user name or password: it is empty, or RFC 4013 forbids a character");
        }
    }

    /**
     * Without it the client says that it can bind no channel. With it, and without -PLUS, it says that it could, had the
     * server offered it anywhere: a server that did knows then that somebody changed its list (RFC 5802 s6).
     */
    private byte[] binding(Server server) {
        boolean told = plus || server.offered().stream().noneMatch(Scram::binds);
        return told ? server.endPoint().orElse(null) : null;
    }

    private static boolean binds(String mechanism) {
        return mechanism.regionMatches(true, 0, "SCRAM-", 0, 6)
                && mechanism.regionMatches(true, mechanism.length() - 5, "-PLUS", 0, 5);
    }
}
