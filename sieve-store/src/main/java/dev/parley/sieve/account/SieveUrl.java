package dev.parley.sieve.account;

import dev.parley.settings.Endpoint;
import jakarta.mail.URLName;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A sieve URL (RFC 5804 s3): {@code sieve://host[/[owner/]script]}.
 *
 * @param script empty when the URL names none
 */
public record SieveUrl(Optional<String> host, Optional<String> owner, String script) {

    public static SieveUrl of(URLName url) {
        String path = Optional.ofNullable(url.getFile()).orElse("");
        int slash = path.indexOf('/');
        return new SieveUrl(
                Optional.ofNullable(url.getHost()).filter(host -> !host.isEmpty()),
                slash > 0 ? Optional.of(decode(path.substring(0, slash))) : Optional.empty(),
                decode(path.substring(slash + 1)));
    }

    /** A script's name for a URL: percent-encoded UTF-8, also the solidus. */
    public static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String decode(String encoded) {
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The server of a referral: a URL with a host and neither owner nor script (RFC 5804 s1.3). */
    record Server(String host, int port, Optional<String> user) {}

    /** Empty when the URL names no server. */
    static Optional<Server> server(String url) {
        try {
            URI read = new URI(url);
            if (!"sieve".equalsIgnoreCase(read.getScheme()) || read.getHost() == null) {
                return Optional.empty();
            }
            Optional<String> user = Optional.ofNullable(read.getRawUserInfo())
                    .map(info -> decode(info.split(";", 2)[0]))
                    .filter(name -> !name.isEmpty());
            return Optional.of(new Server(Endpoint.bare(read.getHost()), read.getPort(), user));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
