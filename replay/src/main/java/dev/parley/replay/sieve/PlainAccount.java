package dev.parley.replay.sieve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;

/** The account of the server, for SASL PLAIN (RFC 4616). */
final class PlainAccount {
    private final String user;
    private final byte[] impliedIdentity;
    private final byte[] ownIdentity;

    PlainAccount(String user, String password) {
        this.user = user;
        impliedIdentity = message("", user, password);
        ownIdentity = message(user, user, password);
    }

    String user() {
        return user;
    }

    boolean admits(byte[] message) {
        return MessageDigest.isEqual(impliedIdentity, message) | MessageDigest.isEqual(ownIdentity, message);
    }

    private static byte[] message(String authorization, String authentication, String password) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(authorization.getBytes(UTF_8));
        message.write(0);
        message.writeBytes(authentication.getBytes(UTF_8));
        message.write(0);
        message.writeBytes(password.getBytes(UTF_8));
        return message.toByteArray();
    }
}
