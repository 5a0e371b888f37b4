package dev.parley.oauth2;

import dev.parley.sasl.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request of an access token (RFC 6749 s3.2).
 *
 * @param authorization the header field (RFC 7617); null: none
 * @param form application/x-www-form-urlencoded
 * @param secrets what must not be shown of the response: the secrets of the request, and others of the account
 */
record TokenRequest(URI url, String authorization, String form, List<Secret> secrets) {

    /** Without the secrets. */
    @Override
    public String toString() {
        return "POST " + TokenUrl.shown(url);
    }

    /** Collects the parameters and secrets of a request. */
    static final class Form {
        private final StringBuilder text = new StringBuilder();
        private final List<Secret> secrets = new ArrayList<>();
        private String authorization; // null: none

        void add(String name, String value) {
            text.append(text.length() == 0 ? "" : "&").append(name).append('=').append(encoded(value));
        }

        void addSecret(String name, Secret value) {
            add(name, text(value));
            hide(value);
        }

        /** The client authenticates by HTTP's Basic authentication (RFC 6749 s2.3.1). */
        void authorize(String id, Secret secret) {
            Secret pair = Secret.of(encoded(id) + ":" + encoded(text(secret))).base64();
            authorization = "Basic " + text(pair);
            hide(secret);
            secrets.add(pair);
        }

        TokenRequest to(URI url) {
            return new TokenRequest(url, authorization, text.toString(), List.copyOf(secrets));
        }

        /** Something that the response must not show; null: nothing. */
        void hide(Secret secret) {
            if (secret != null) {
                hideForms(secret);
                hideForms(Secret.of(encoded(text(secret))));
            }
        }

        /** Also in base64, by itself and within the request. */
        private void hideForms(Secret secret) {
            secrets.add(secret);
            secrets.add(secret.base64());
            for (byte[] piece : secret.withinBase64()) {
                secrets.add(Secret.of(piece));
            }
        }

        private static String text(Secret secret) {
            return new String(secret.octets(), StandardCharsets.UTF_8);
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }
}
