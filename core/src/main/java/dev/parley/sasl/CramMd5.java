package dev.parley.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/** CRAM-MD5, RFC 2195: sends a keyed hash of the challenge. The server proves nothing. */
record CramMd5() implements Mechanism {
    @Override
    public String name() {
        return "CRAM-MD5";
    }

    @Override
    public int strength() {
        return 2;
    }

    @Override
    public boolean showsPassword() {
        return false;
    }

    @Override
    public Exchange begin(Credentials credentials, Server server) throws ExchangeException {
        credentials.requireOwnIdentity(name());
        return new Digest(credentials);
    }

    /** Equivalent to an empty key, which the library rejects: HMAC pads a key with zeros (RFC 2104 s2). */
    private static final byte[] ZERO = {0};

    private static final class Digest implements Exchange {
        private final Credentials credentials;
        private boolean answered;

        Digest(Credentials credentials) {
            this.credentials = credentials;
        }

        @Override
        public Optional<Secret> initialResponse() {
            return Optional.empty();
        }

        @Override
        public Secret answer(byte[] challenge) throws ExchangeException {
            if (answered) {
                throw new ExchangeException("the server sent a challenge to which CRAM-MD5 has no response");
            }
            answered = true;
            byte[] password = credentials.password().octets();
            byte[] key = password.length == 0 ? ZERO : password;
            String digest = new HmacUtils(HmacAlgorithms.HMAC_MD5, key).hmacHex(challenge);
            return Secret.of((credentials.user() + " " + digest).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void succeeded(byte[] additionalData) throws ExchangeException {
            if (!answered) {
                throw new ExchangeException("the server accepted the login before its challenge");
            }
        }
    }
}
