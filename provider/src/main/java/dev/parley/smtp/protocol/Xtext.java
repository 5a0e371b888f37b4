package dev.parley.smtp.protocol;

import java.nio.charset.StandardCharsets;

/** Text as a parameter's value, RFC 3461 s4: what would end it, and what is not ASCII, as {@code +XX}. */
public final class Xtext {
    private Xtext() {}

    public static String of(String text) {
        StringBuilder xtext = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7f && octet != '+' && octet != '=') {
                xtext.append((char) octet);
            } else {
                xtext.append(String.format("+%02X", octet & 0xff));
            }
        }
        return xtext.toString();
    }
}
