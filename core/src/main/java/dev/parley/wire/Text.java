package dev.parley.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Octets of a line read as text: UTF-8 where they are UTF-8, ISO-8859-1 otherwise, so that none is lost. */
public final class Text {
    private Text() {}

    public static String of(byte[] octets, int offset, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(octets, offset, length, StandardCharsets.ISO_8859_1);
        }
    }

    public static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
