package dev.parley.cli.sieve;

import dev.parley.cli.shared.HostPort;
import dev.parley.cli.shared.PasswordOptions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code sieve://user@host[:port]} (RFC 5804 s3), with the user name percent-encoded where necessary. */
public record AccountUrl(String protocol, String user, HostPort server) {
    private static final Pattern URL = Pattern.compile("(sieves?)://([^@/]+)@([^@/]+)/?");

    /** @throws IllegalArgumentException when the text is not such a URL, or contains a password */
    public static AccountUrl of(String typed) {
        Matcher parts = URL.matcher(typed.replaceFirst("@(?=[^@]*@)", "%40"));
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "not a URL of an account: use sieve://USER@HOST or sieve://USER@HOST:PORT");
        }
        if (parts.group(2).contains(":")) {
            throw new IllegalArgumentException(PasswordOptions.PASSWORD_IN_ARGUMENT);
        }
        String user = URLDecoder.decode(parts.group(2).replace("+", "%2B"), StandardCharsets.UTF_8);
        return new AccountUrl(parts.group(1), user, HostPort.of(parts.group(3)));
    }
}
