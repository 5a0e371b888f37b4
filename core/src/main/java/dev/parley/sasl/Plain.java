package dev.parley.sasl;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** PLAIN, RFC 4616: identity, user and password in one response. */
record Plain() implements Mechanism {
    @Override
    public String name() {
        return "PLAIN";
    }

    @Override
    public Exchange begin(Credentials credentials, Server server) throws ExchangeException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        append(message, credentials.authorization().getBytes(StandardCharsets.UTF_8));
        message.write(0);
        append(message, credentials.user().getBytes(StandardCharsets.UTF_8));
        message.write(0);
        append(message, credentials.password().octets());
        return new OneMessage(name(), Secret.of(message.toByteArray()));
    }

    private static void append(ByteArrayOutputStream message, byte[] octets) throws ExchangeException {
        for (byte octet : octets) {
            if (octet == 0) {
                throw new ExchangeException("PLAIN cannot carry a user name or password that contains NUL");
            }
        }
        message.writeBytes(octets);
    }
}
