package dev.parley.sasl;

import com.ongres.scram.client.ScramClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * SCRAM, RFC 5802 and 7677: client and server prove that they have the password, and do not send it.
 *
 * @param hash as in the mechanism's name, such as SHA-256
 * @param plus whether the login is bound to the TLS connection
 * @param iterations the server's least iteration count
 * @param nonces supplies the client's nonces; null: they are random
 */
record Scram(String hash, int strength, boolean plus, ScramExchange.LeastIterations iterations, Supplier<String> nonces)
        implements Mechanism {
    Scram(String hash, int strength, boolean plus, ScramExchange.LeastIterations iterations) {
        this(hash, strength, plus, iterations, null);
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
    public boolean isUsable(Server server) {
        return server.offers(name()) && (!plus || server.binding() != null);
    }

    @Override
    public Exchange begin(Credentials credentials, Server server) throws ExchangeException {
        if (credentials.password().length() == 0) {
            throw new ExchangeException(name() + " cannot be used with an empty password");
        }
        ChannelBinding binding = binding(server);
        if (plus && binding == null) {
            throw new ExchangeException(name() + " cannot be used: the TLS connection has no channel binding");
        }
        try {
            ScramClient.FinalBuildStage builder = ScramClient.builder()
                    .advertisedMechanisms(List.of(name()))
                    .username(credentials.user())
                    .password(new String(credentials.password().octets(), StandardCharsets.UTF_8).toCharArray());
            if (binding != null) {
                builder.channelBinding(binding.type(), binding.data().octets());
            }
            if (!credentials.authorization().isEmpty()) {
                builder.authzid(credentials.authorization());
            }
            if (nonces != null) {
                builder.nonceSupplier(nonces);
            }
            return new ScramExchange(name(), builder.build(), iterations);
        } catch (IllegalArgumentException e) {
            throw new ExchangeException(name()
                    + " cannot carry this user name or password: the name is empty, or RFC 4013 forbids a character");
        }
    }

    /**
     * The channel binding; null: none, the client's flag is "n". With a binding and without -PLUS the flag is "y": the
     * client supports channel binding and the server does not announce it. A server that did announce it fails the login
     * then, because its list was changed on the way (RFC 5802 s6). A client that does not use an announced -PLUS must
     * therefore send "n".
     */
    private ChannelBinding binding(Server server) {
        return plus || !server.offersChannelBinding() ? server.binding() : null;
    }
}
