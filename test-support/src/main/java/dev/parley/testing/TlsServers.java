package dev.parley.testing;

import dev.parley.replay.DialogScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The TLS of the servers in dialog files. {@code given tls=expired} selects what is wrong with it:
 *
 * <pre>
 * self-signed            a self-signed certificate that is not in the trust store
 * leaf-only              the certificate of the intermediate authority is not sent
 * unknown-root           the root of the chain is not in the trust store
 * expired   future       the dates
 * elsewhere              a certificate for mx.lab.test and mail.lab.test
 * expired-self-signed    both, and the name is wrong
 * clear-text             the server sends a reply in clear text
 * alert-40               the server sends this alert (RFC 8446 s6)
 * closed                 the server closes the connection
 * </pre>
 *
 * Without it, the server has a certificate for localhost that every client trusts.
 */
public final class TlsServers {
    private static final String GIVEN = "tls=";
    private static final String HERE = "dns:localhost,ip:127.0.0.1";

    private final Path folder;
    private final SSLContext trusted;
    private final Map<String, SSLContext> made = new HashMap<>();
    private TestAuthority authority;

    /**
     * Sets the trust store of this JVM.
     *
     * @param names DNS names and IPv4 addresses of the usual certificate
     */
    public TlsServers(Path folder, String... names) throws IOException {
        this.folder = folder;
        this.trusted = DefaultTrust.in(folder, names);
    }

    /** Whether a property is {@code tls}, which the server has and not the client. */
    public static boolean isGiven(String property) {
        return property.startsWith(GIVEN);
    }

    /** Whether a dialog file selects the usual server. */
    public static boolean isUsual(DialogScript script) {
        return given(script).isEmpty();
    }

    /** The TLS that a dialog file selects. */
    public SSLContext of(DialogScript script) {
        return given(script).map(this::named).orElse(trusted);
    }

    private static Optional<String> given(DialogScript script) {
        return script.directives().stream()
                .filter(each -> each.word().equals("given") && isGiven(each.rest()))
                .findFirst()
                .map(each -> each.rest().substring(GIVEN.length()));
    }

    private SSLContext named(String name) {
        return made.computeIfAbsent(name, this::make);
    }

    private SSLContext make(String name) {
        try {
            if (name.startsWith("alert-")) {
                return RawTlsAnswer.alert(Integer.parseInt(name.substring("alert-".length())));
            }
            return switch (name) {
                case "clear-text" ->
                    RawTlsAnswer.of("220 mx.lab.test ESMTP ready\r\n".getBytes(StandardCharsets.US_ASCII));
                case "closed" -> RawTlsAnswer.of(new byte[0]);
                case "self-signed" -> authority().selfSigned(HERE);
                case "leaf-only" -> authority().withoutIntermediate(HERE);
                case "unknown-root" -> authority().ofUnknownRoot(HERE);
                case "expired" -> authority().issued(HERE, "-startdate", "-40d", "-validity", "20");
                case "future" -> authority().issued(HERE, "-startdate", "+10d");
                case "elsewhere" -> authority().issued("dns:mx.lab.test,dns:mail.lab.test");
                case "expired-self-signed" ->
                    authority().selfSigned("dns:old.lab.test", "-startdate", "-40d", "-validity", "20");
                default -> throw new IllegalArgumentException("tls=" + name + " is not a server");
            };
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("tls=" + name, e);
        }
    }

    private TestAuthority authority() throws IOException, GeneralSecurityException {
        if (authority == null) {
            authority = new TestAuthority(folder);
            authority.trustIn(Path.of(System.getProperty("javax.net.ssl.trustStore")));
        }
        return authority;
    }
}
