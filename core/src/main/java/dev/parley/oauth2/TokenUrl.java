package dev.parley.oauth2;

import dev.parley.settings.MailProperties;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The URL of a token endpoint: https, or http to this machine, since a token must not cross a network in clear text. */
final class TokenUrl {
    private TokenUrl() {}

    /** @throws IllegalArgumentException naming the property, and not a part of the URL that may be secret */
    static URI parse(String text, String property, MailProperties names) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw unusable(names.name(property) + " is not a URL (" + e.getReason() + ")");
        }
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (url.getHost() == null || !scheme.equals("https") && !scheme.equals("http")) {
            throw unusable(names.name(property) + " is not a URL that begins with https:// and a host");
        } else if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw unusable(names.name(property) + " must have no user and no fragment (RFC 6749 s3.2)");
        } else if (scheme.equals("http") && !isThisMachine(url.getHost())) {
            throw unusable(
                    names.name(property) + "=" + shown(url)
                            + " would send secrets in clear text: use https. http is allowed for 127.0.0.1, [::1] and localhost");
        }
        return url;
    }

    /** The URL for messages: without user, query and fragment, which may be secret. */
    static String shown(URI url) {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return url.getScheme() + "://" + url.getHost() + port + path;
    }

    /** A literal address of the loopback interface, or the name for it; no name is looked up. */
    private static boolean isThisMachine(String host) {
        if (host.equalsIgnoreCase("localhost") || host.equals("[::1]")) {
            return true;
        }
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4 || !parts[0].equals("127")) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !isNumber(part) || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String part) {
        for (int i = 0; i < part.length(); i++) {
            if (part.charAt(i) < '0' || part.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static IllegalArgumentException unusable(String why) {
        return new IllegalArgumentException(why);
    }
}
