package dev.parley.sasl;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** PLAIN, RFC 4616: everything in one response. */
final class Plain implements Mechanism {
    @Override
    public String name() {
        return "PLAIN";
    }

    @Override
    public int strength() {
        return 1;
    }

    @Override
    public boolean showsPassword() {
        return true;
    }

    @Override
    public Exchange begin(Credentials credentials) throws ExchangeException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        append(message, credentials.authorization().getBytes(StandardCharsets.UTF_8));
        message.write(0);
        append(message, credentials.user().getBytes(StandardCharsets.UTF_8));
        message.write(0);
        append(message, credentials.password().octets());
        return new Once(Secret.of(message.toByteArray()));
    }

    private static void append(ByteArrayOutputStream message, byte[] octets) throws ExchangeException {
        for (byte octet : octets) {
            if (octet == 0) {
                throw new ExchangeException("PLAIN cannot carry a user name or password that contains NUL");
            }
        }
        message.writeBytes(octets);
    }

    /** The message goes out once: at once, or to a server that ignores initial responses as its first answer. */
    private static final class Once implements Exchange {
        private final Secret message;
        private boolean answered;

        Once(Secret message) {
            this.message = message;
        }

        @Override
        public Optional<Secret> initialResponse() {
            return Optional.of(message);
        }

        @Override
        public Secret answer(byte[] challenge) throws ExchangeException {
            if (answered) {
                throw new ExchangeException("the server asked for more than PLAIN has to say");
            }
            answered = true;
            return message;
        }
    }
}
