package dev.parley.sieve;

import dev.parley.sieve.protocol.ScriptName;
import jakarta.mail.MessagingException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Converts names and scripts of the application. What cannot be converted without loss is rejected. */
final class ScriptText {
    private ScriptText() {}

    static ScriptName name(String name) throws MessagingException {
        try {
            return new ScriptName(name);
        } catch (IllegalArgumentException e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    /** A script is UTF-8 (RFC 5228 s2.1). */
    static byte[] octets(String script) throws MessagingException {
        try {
            ByteBuffer octets = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(script));
            byte[] exact = new byte[octets.remaining()];
            octets.get(exact);
            return exact;
        } catch (CharacterCodingException e) {
            throw new MessagingException("the script contains an unpaired surrogate, which UTF-8 cannot encode", e);
        }
    }

    static String text(byte[] script) throws MessagingException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(script))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MessagingException("the script is not valid UTF-8; getScriptBytes() returns its octets", e);
        }
    }
}
