/**
 * Access tokens of an OAuth 2.0 authorization server (RFC 6749) for the logins of both protocols.
 *
 * <ol>
 *   <li>{@link dev.parley.oauth2.OAuth2Settings} are the properties {@code mail.<protocol>.oauth2.*}: server, client and
 *       {@link dev.parley.oauth2.Grant};
 *   <li>{@link dev.parley.oauth2.AccessTokens} is the cache, with {@link dev.parley.oauth2.AccountTokens} for each account;
 *   <li>the grant and the client write a {@link dev.parley.oauth2.TokenRequest}, which a
 *       {@link dev.parley.oauth2.TokenEndpoint} sends.
 * </ol>
 */
package dev.parley.oauth2;
