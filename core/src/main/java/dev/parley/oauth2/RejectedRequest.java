package dev.parley.oauth2;

import dev.parley.settings.MailProperties;

/** Finds which part of a token request is wrong, by the error code of the response (RFC 6749 s5.2). */
final class RejectedRequest {
    private RejectedRequest() {}

    /** Whether the endpoint cannot decide now: the settings may be right. */
    static boolean isTemporary(String error) {
        return switch (error) {
            case "temporarily_unavailable", "slow_down", "server_error" -> true;
            default -> false;
        };
    }

    /**
     * The message of an exception.
     *
     * @param error the code, from the endpoint; null: none
     * @param prefix what failed
     * @param reply code and description for the message
     * @param status of HTTP, for the message
     */
    static String message(OAuth2Settings settings, String error, String prefix, String reply, String status) {
        return prefix
                + switch (error) {
                    case "invalid_client" ->
                        "the client is rejected: " + reply + "; check " + settings.setting(OAuth2Settings.CLIENT_ID)
                                + ", "
                                + settings.clientSecretName() + " and "
                                + settings.setting(OAuth2Settings.CLIENT_AUTHENTICATION);
                    case "unauthorized_client" ->
                        "the client is not allowed to request this token: " + reply + "; check its registration, "
                                + settings.setting(OAuth2Settings.CLIENT_ID) + " and "
                                + settings.setting(OAuth2Settings.SCOPE);
                    case "invalid_scope" ->
                        "the scope is rejected: " + reply + "; check " + settings.setting(OAuth2Settings.SCOPE);
                    case "invalid_grant" -> grant(settings, reply);
                    case "unsupported_grant_type" ->
                        "the grant " + settings.account().grant().type() + " is not supported: " + reply + "; check "
                                + settings.setting(OAuth2Settings.GRANT);
                    case "temporarily_unavailable", "slow_down", "server_error" ->
                        "the endpoint is not available now: " + reply + ", " + status + "; try again later";
                    default -> "it is rejected: " + reply + ", " + status + "; check " + settings.endpointSetting();
                };
    }

    private static String grant(OAuth2Settings settings, String reply) {
        MailProperties names = settings.names();
        Grant grant = settings.account().grant();
        String rejected = " is rejected: " + reply + "; check ";
        return switch (grant.type()) {
            case CLIENT_CREDENTIALS -> "the grant" + rejected + settings.setting(OAuth2Settings.CLIENT_ID);
            case REFRESH_TOKEN ->
                "the refresh token" + rejected
                        + names.name(
                                names.isSet(OAuth2Settings.REFRESH_TOKEN_FILE)
                                        ? OAuth2Settings.REFRESH_TOKEN_FILE
                                        : OAuth2Settings.REFRESH_TOKEN);
            case JWT_BEARER ->
                "the JWT" + rejected + settings.setting(SigningKey.FILE) + ", "
                        + settings.setting(OAuth2Settings.ISSUER) + ", " + settings.setting(OAuth2Settings.SUBJECT)
                        + " and the clock of this machine";
        };
    }
}
