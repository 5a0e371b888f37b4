package dev.parley.oauth2;

import dev.parley.sasl.Secret;
import dev.parley.tls.TrustedRoots;
import dev.parley.tls.pem.PemException;
import dev.parley.trace.Escaped;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Sends token requests. The identity of the endpoint is always verified, by {@code oauth2.ca.file} or the trust store of the
 * JVM, and not by the default SSLContext, which the application may have replaced. Redirects are not followed: they would take the secrets
 * elsewhere. What the endpoint replies is without secrets in the messages of exceptions.
 */
final class TokenEndpoint {
    private static final String NO_HOSTNAME_CHECK = "jdk.internal.httpclient.disableHostnameVerification";

    /** The most characters of an error_description in a message. */
    private static final int LONGEST_DESCRIPTION = 300;

    private static final int LONGEST_WORD = 60;

    /** Ends a client; null: this is a JDK before 21, which has no such method. */
    private static final Method SHUTDOWN = shutdown();

    /** In nanoseconds. */
    private static final long LONGEST_USE = TimeUnit.MINUTES.toNanos(1);

    private static volatile Shared shared; // null: none

    private final OAuth2Settings settings;

    /** Has the secrets of the request, which the endpoint may repeat. */
    private final Trace secrets = new Trace(List.of());

    TokenEndpoint(OAuth2Settings settings) {
        this.settings = settings;
    }

    TokenResponse send(TokenRequest request) throws TokenException {
        for (Secret secret : request.secrets()) {
            secrets.hideSecret(secret.octets());
        }
        requireHostnameCheck();
        HttpResponse<byte[]> response = exchange(request);
        int status = response.statusCode();
        if (status >= 300 && status < 400) {
            throw redirected(response);
        } else if (response.body() == null) {
            throw failed("its response has more than " + BoundedBody.LARGEST + " bytes", checkEndpoint());
        }
        Map<String, String> members;
        try {
            members = TokenResponse.members(response.body());
            if (status == 200 && !members.containsKey("error")) {
                return TokenResponse.of(members);
            }
        } catch (TokenResponse.MalformedException e) {
            throw status == 200
                    ? failed("its response is invalid: " + e.getMessage(), checkEndpoint())
                    : failed(status(response), advice(response));
        }
        throw members.containsKey("error") ? rejected(members, response) : failed(status(response), advice(response));
    }

    private HttpResponse<byte[]> exchange(TokenRequest request) throws TokenException {
        HttpClient client;
        try {
            client = client(trustManagers());
        } catch (PemException e) {
            throw new TokenException(e.getMessage(), false, e); // It names the property.
        } catch (GeneralSecurityException | IOException e) {
            throw failed("this JVM cannot verify the endpoint: " + e.getMessage(), "check javax.net.ssl.trustStore", e);
        }
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(http(request), info -> new BoundedBody());
        try {
            return exchange.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw timedOut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("the thread was interrupted", checkEndpoint(), e);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        } finally {
            exchange.cancel(true);
            end(client);
        }
    }

    /**
     * Before JDK 21, nothing ends the thread of a client before it is garbage: then the requests of a minute share one. It is
     * not kept from the garbage collection, as its thread would keep an application from being unloaded.
     */
    private HttpClient client(TrustManager[] trust) throws GeneralSecurityException {
        boolean tls = settings.account().url().getScheme().equalsIgnoreCase("https");
        if (SHUTDOWN != null) {
            return newClient(tls, trust);
        }
        Shared known = shared;
        HttpClient client = known == null || !known.serves(tls, roots(trust)) ? null : known.client.get();
        if (client == null) {
            client = newClient(tls, trust);
            shared = new Shared(new WeakReference<>(client), tls, roots(trust), System.nanoTime());
        }
        return client;
    }

    private static List<X509Certificate> roots(TrustManager[] trust) {
        List<X509Certificate> roots = new ArrayList<>();
        for (TrustManager each : trust) {
            if (each instanceof X509TrustManager manager) {
                roots.addAll(List.of(manager.getAcceptedIssuers()));
            }
        }
        return roots;
    }

    /**
     * A client that serves several requests.
     *
     * @param roots the certificates that it trusts
     * @param begun {@link System#nanoTime} when it was made
     */
    private record Shared(WeakReference<HttpClient> client, boolean tls, List<X509Certificate> roots, long begun) {
        boolean serves(boolean withTls, List<X509Certificate> trusted) {
            return tls == withTls && System.nanoTime() - begun < LONGEST_USE && roots.equals(trusted);
        }
    }

    private static HttpClient newClient(boolean withTls, TrustManager[] trust) throws GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust, null);
        SSLParameters parameters = tls.getDefaultSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(tls)
                .sslParameters(parameters);
        if (!withTls) {
            client.proxy(HttpClient.Builder.NO_PROXY); // It would get the secrets in clear text.
        }
        return client.build();
    }

    private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
        List<String> roots = settings.account().roots();
        if (!roots.isEmpty()) {
            String property = settings.names().name(OAuth2Settings.CA_FILE);
            return new TrustManager[] {TrustedRoots.trustManager(property, roots)};
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        return trust.getTrustManagers();
    }

    private static HttpRequest http(TokenRequest request) {
        HttpRequest.Builder http = HttpRequest.newBuilder(request.url())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request.form()));
        if (request.authorization() != null) {
            http.header("Authorization", request.authorization());
        }
        return http.build();
    }

    private static void end(HttpClient client) {
        if (SHUTDOWN == null) {
            return;
        }
        try {
            SHUTDOWN.invoke(client);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Method shutdown() {
        try {
            return HttpClient.class.getMethod("shutdownNow");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private void requireHostnameCheck() throws TokenException {
        String set = System.getProperty(NO_HOSTNAME_CHECK);
        if (set != null && !set.equalsIgnoreCase("false")) {
            throw failed(
                    "the system property " + NO_HOSTNAME_CHECK + "=" + Escaped.text(set)
                            + " switches the check of the endpoint's name off",
                    "remove the system property");
        }
    }

    private TokenException unreachable(Throwable cause) {
        if (find(cause, UnresolvedAddressException.class)) {
            return failed("unknown host " + settings.host(), checkEndpoint(), cause);
        } else if (cause instanceof HttpTimeoutException) {
            return timedOut();
        } else if (cause instanceof SSLException) {
            return failed(
                    "TLS with " + settings.host() + " failed: " + reason(cause),
                    checkEndpoint() + " and "
                            + (settings.account().roots().isEmpty()
                                    ? "the trust store of the JVM (javax.net.ssl.trustStore), or set "
                                            + settings.names().name(OAuth2Settings.CA_FILE)
                                    : settings.setting(OAuth2Settings.CA_FILE)),
                    cause);
        } else if (cause instanceof ConnectException) {
            return failed("no connection: " + reason(cause), checkEndpoint(), cause);
        }
        return failed("the HTTP exchange failed: " + reason(cause), checkEndpoint(), cause);
    }

    private TokenException timedOut() {
        return failed(
                "no complete response within " + settings.timeout().toMillis() + " ms",
                checkEndpoint() + " and " + settings.setting(OAuth2Settings.TIMEOUT));
    }

    private TokenException redirected(HttpResponse<byte[]> response) {
        String target = response.headers().firstValue("Location").orElse("");
        String shown;
        try {
            shown = TokenUrl.shown(response.uri().resolve(new URI(target)));
        } catch (URISyntaxException | IllegalArgumentException e) {
            shown = "an invalid URL";
        }
        return failed(
                "it redirects (HTTP status " + response.statusCode() + ") to " + untrusted(shown, LONGEST_DESCRIPTION)
                        + ", which is not followed",
                checkEndpoint());
    }

    private String status(HttpResponse<byte[]> response) {
        String retry = response.headers().firstValue("Retry-After").orElse("");
        return "HTTP status " + response.statusCode()
                + (retry.isEmpty() ? "" : " (Retry-After: " + untrusted(retry, LONGEST_WORD) + ")");
    }

    private String advice(HttpResponse<byte[]> response) {
        boolean temporary = response.statusCode() == 429 || response.statusCode() >= 500;
        return temporary ? "try again later" : checkEndpoint();
    }

    private String checkEndpoint() {
        return "check " + settings.endpointSetting();
    }

    private TokenException rejected(Map<String, String> members, HttpResponse<byte[]> response) {
        for (String name : List.of("access_token", "refresh_token")) {
            secrets.hideSecret(members.getOrDefault(name, "").getBytes(StandardCharsets.UTF_8));
        }
        String error = untrusted(members.get("error"), LONGEST_WORD);
        String description = untrusted(members.getOrDefault("error_description", ""), LONGEST_DESCRIPTION);
        String reply = error + (description.isEmpty() ? "" : ": " + description);
        return new TokenException(
                RejectedRequest.message(settings, members.get("error"), prefix(), reply, status(response)),
                !RejectedRequest.isTemporary(members.get("error")),
                null);
    }

    /** A text of the endpoint for a message. */
    private String untrusted(String text, int longest) {
        String shown = Escaped.text(secrets.forException(text.strip()));
        return shown.length() <= longest ? shown : shown.substring(0, longest) + "…";
    }

    private String reason(Throwable cause) {
        Throwable last = cause;
        while (last.getCause() != null && last.getMessage() == null) {
            last = last.getCause();
        }
        return untrusted(last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage(), 300);
    }

    private String prefix() {
        return "the token request to " + TokenUrl.shown(settings.account().url()) + " failed: ";
    }

    private TokenException failed(String why, String fix) {
        return failed(why, fix, null);
    }

    private TokenException failed(String why, String fix, Throwable cause) {
        IOException shown = cause == null
                ? null
                : secrets.forException(cause instanceof IOException io ? io : new IOException(cause.toString()));
        return new TokenException(prefix() + why + "; " + fix, false, shown);
    }

    private static boolean find(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable next = failure; next != null; next = next.getCause()) {
            if (type.isInstance(next)) {
                return true;
            }
        }
        return false;
    }
}
