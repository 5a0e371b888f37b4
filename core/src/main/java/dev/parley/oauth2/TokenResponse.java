package dev.parley.oauth2;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.parley.sasl.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A response with a token (RFC 6749 s5.1).
 *
 * @param refreshToken replaces the present one; null: none
 */
record TokenResponse(Secret accessToken, Duration lifetime, Secret refreshToken) {
    private static final Duration UNKNOWN_LIFETIME = Duration.ofMinutes(5);
    private static final long LONGEST_LIFETIME = Duration.ofDays(365).toSeconds();

    /** The response is not what RFC 6749 requires. The message has nothing of the response. */
    static final class MalformedException extends IOException {
        MalformedException(String message) {
            super(message);
        }
    }

    /** @param members of the response */
    static TokenResponse of(Map<String, String> members) throws MalformedException {
        String token = members.getOrDefault("access_token", "");
        String type = members.get("token_type");
        String refresh = members.get("refresh_token");
        if (token.isEmpty()) {
            throw new MalformedException("it has no access_token");
        } else if (!isVisible(token)) {
            throw new MalformedException("the access_token contains characters that RFC 6750 s2.1 forbids");
        } else if (type == null) {
            throw new MalformedException("it has no token_type");
        } else if (!type.equalsIgnoreCase("Bearer")) {
            throw new MalformedException("the token_type is not Bearer");
        } else if (refresh != null && !isVisible(refresh)) {
            throw new MalformedException("the refresh_token contains characters that RFC 6749 A.17 forbids");
        }
        return new TokenResponse(
                Secret.of(token),
                lifetime(members.get("expires_in")),
                refresh == null || refresh.isEmpty() ? null : Secret.of(refresh));
    }

    /**
     * The texts and numbers of a JSON object, by their names; a member whose value is null is left out, and so is one that no
     * token response has.
     */
    static Map<String, String> members(byte[] json) throws MalformedException {
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("it is not a JSON object");
            }
            Map<String, String> members = new HashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (Json.TEXTS.contains(name) && value != JsonToken.VALUE_NULL) {
                    boolean number = name.equals("expires_in") && value.isNumeric();
                    if (value != JsonToken.VALUE_STRING && !number) {
                        throw new MalformedException("the member " + name + " has a wrong type");
                    }
                    members.put(name, parser.getText());
                }
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw new MalformedException("the JSON object is followed by something else");
            }
            return members;
        } catch (MalformedException e) {
            throw e;
        } catch (IOException e) {
            // The message of the JSON parser may contain a part of the response.
            throw new MalformedException("it is not JSON, or has a member twice");
        }
    }

    private static Duration lifetime(String seconds) throws MalformedException {
        if (seconds == null) {
            return UNKNOWN_LIFETIME;
        }
        int point = seconds.indexOf('.');
        String whole = point < 0 ? seconds : seconds.substring(0, point);
        boolean number = isDigits(whole) && (point < 0 || isDigits(seconds.substring(point + 1)));
        if (!number || whole.length() > 18 || Long.parseLong(whole) == 0) {
            throw new MalformedException("expires_in is not a positive number");
        }
        return Duration.ofSeconds(Math.min(LONGEST_LIFETIME, Long.parseLong(whole)));
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Only where there is a response. */
    private static final class Json {
        static final JsonFactory FACTORY = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();

        static final Set<String> TEXTS =
                Set.of("access_token", "token_type", "expires_in", "refresh_token", "error", "error_description");
    }
}
