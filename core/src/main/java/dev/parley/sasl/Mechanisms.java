package dev.parley.sasl;

import dev.parley.settings.MailProperties;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The mechanisms that the user allows. Which of them to try is a pure function of that, the server and the link.
 *
 * <p>Without a configured order the strongest comes first: SCRAM (RFC 5802). Its variants with -PLUS, which bind the
 * login to the TLS connection, come before the others where the binding is tls-exporter, which a server that announces
 * -PLUS must accept (RFC 9266 s3). With tls-server-end-point they are tried only where they are configured: a server need
 * not accept it, and may then reject a good password. PLAIN and LOGIN come next
 * where the server's identity is proven over TLS: the server learns the password, but CRAM-MD5 and DIGEST-MD5, which come
 * last, are historic (RFC 6331) and make the server keep the password in clear. Without that proof they come before PLAIN
 * and LOGIN. All others are tried only where they are configured: they need a token, a certificate or a ticket instead of
 * a password.
 *
 * @param order {@code mail.<protocol>.auth.mechanisms} (list; the strongest first): the SASL mechanisms to try, in this
 *     order, regardless of the {@code disable} properties: SCRAM-SHA-512, SCRAM-SHA-256 and SCRAM-SHA-1, with or
 *     without -PLUS, DIGEST-MD5, CRAM-MD5, PLAIN, LOGIN, XOAUTH2, OAUTHBEARER, EXTERNAL, GSSAPI and, only for SMTP,
 *     NTLM. The variants with -PLUS bind the login to the TLS connection. By default they are used if the binding is
 *     tls-exporter (TLS 1.3 with Java 25 or later); if they are listed here, also with tls-server-end-point. If only
 *     variants with -PLUS are listed, no login is sent without channel binding
 * @param unordered the mechanisms to try without an order: {@code mail.<protocol>.auth.plain.disable} (true, false;
 *     false): PLAIN is not tried, unless {@code auth.mechanisms} names it; {@code mail.<protocol>.auth.login.disable}
 *     (true, false; false): LOGIN is not tried, unless {@code auth.mechanisms} names it;
 *     {@code mail.<protocol>.auth.digest-md5.disable} (true, false; false): DIGEST-MD5 is not tried, unless
 *     {@code auth.mechanisms} names it; {@code mail.<protocol>.auth.xoauth2.disable} (true, false; true): false:
 *     XOAUTH2 is also tried, after PLAIN and LOGIN
 * @param known all mechanisms; of SCRAM {@code mail.<protocol>.auth.scram.miniterations} (number from 1 to 1000000;
 *     4096): the minimum iteration count of a server (RFC 5802 s5.1); an invalid value is an error at
 *     connect
 * @param java the mechanisms of {@code javax.security.sasl} to use; empty: all that the server offers; null: none:
 *     {@code mail.<protocol>.sasl.enable} (true, false; false): the mechanisms of {@code javax.security.sasl} are tried first,
 *     and Parley's own if the server supports none of those;
 *     {@code mail.<protocol>.sasl.mechanisms} (list; all that the server announces): with {@code sasl.enable}, the
 *     mechanisms of {@code javax.security.sasl} to use, in this order
 * @param javaSasl the settings of these mechanisms, and of DIGEST-MD5 and GSSAPI: {@code mail.<protocol>.sasl.realm}
 *     (text; the first that the server sends): the realm of DIGEST-MD5; {@code mail.<protocol>.saslrealm} (text; none):
 *     an older name of {@code sasl.realm}; {@code mail.<protocol>.sasl.usecanonicalhostname} (true, false; false): GSSAPI
 *     and DIGEST-MD5 use the canonical host name of the server's address
 */
public record Mechanisms(
        List<String> order, List<Mechanism> unordered, List<Mechanism> known, List<String> java, JavaSasl javaSasl) {

    private static final int STRONG = 10;
    private static final int LAST = 3;

    private static final Set<String> BINDING_ERRORS = Set.of(
            "channel-bindings-dont-match",
            "server-does-support-channel-binding",
            "channel-binding-not-supported",
            "unsupported-channel-binding-type");
    private static final Set<String> LOGIN_ERRORS =
            Set.of("invalid-proof", "unknown-user", "invalid-username-encoding");

    /** Why the server rejected a mechanism, when another one may be tried. */
    public enum Refusal {
        UNSUPPORTED,
        TOO_WEAK,
        /** The channel binding was rejected, or may have been: {@link #refusesBinding}. */
        BINDING
    }

    /** @param more mechanisms of one protocol only */
    public static Mechanisms from(MailProperties properties, List<Mechanism> more) {
        JavaSasl javaSasl = new JavaSasl(
                "",
                properties
                        .text("sasl.realm")
                        .orElse(properties.text("saslrealm").orElse("")),
                properties.flag("sasl.usecanonicalhostname", false),
                properties);
        List<Mechanism> known = known(javaSasl, ScramExchange.LeastIterations.from(properties), more);
        List<String> java = properties.words("sasl.mechanisms");
        List<Mechanism> unordered = new ArrayList<>();
        for (Mechanism mechanism : known) {
            if (isEnabled(mechanism, properties, more)) {
                unordered.add(mechanism);
            }
        }
        return new Mechanisms(
                properties.words("auth.mechanisms"),
                List.copyOf(unordered),
                known,
                properties.flag("sasl.enable", false) ? java : null,
                javaSasl);
    }

    /**
     * For a login with a token of OAuth 2.0, which no other mechanism may send.
     *
     * @throws IllegalArgumentException when {@code auth.mechanisms} lists no mechanism for tokens
     */
    public static Mechanisms ofTokens(MailProperties properties) {
        List<Mechanism> known = new ArrayList<>();
        if (!properties.flag("auth.xoauth2.disable", false) || properties.isSet("auth.mechanisms")) {
            known.add(new XOAuth2());
        }
        known.add(new OAuthBearer());
        JavaSasl javaSasl = new JavaSasl("", "", false, properties);
        Mechanisms mechanisms = new Mechanisms(
                properties.words("auth.mechanisms"), List.copyOf(known), List.copyOf(known), null, javaSasl);
        if (!mechanisms.order.isEmpty() && mechanisms.ordered().isEmpty()) {
            throw new IllegalArgumentException("a token is sent only with XOAUTH2 or OAUTHBEARER, which "
                    + properties.setting("auth.mechanisms") + " does not list");
        }
        return mechanisms;
    }

    /** Whether the properties name where the password or token of each login comes from. */
    public static boolean haveSource(MailProperties properties) {
        return properties.isSet("auth.token.supplier")
                || properties.isSet("auth.password.supplier")
                || properties.isSet("oauth2.preset")
                || properties.isSet("oauth2.token.url")
                || properties.isSet("oauth2.client.id");
    }

    /**
     * For a connection without a login: no mechanism is created. The properties are validated all the same.
     *
     * @throws IllegalArgumentException naming the property that cannot be used
     */
    public static Mechanisms none(MailProperties properties) {
        ScramExchange.LeastIterations.from(properties);
        return new Mechanisms(List.of(), List.of(), List.of(), null, null);
    }

    private static List<Mechanism> known(
            JavaSasl javaSasl, ScramExchange.LeastIterations iterations, List<Mechanism> more) {
        List<Mechanism> known = new ArrayList<>();
        known.add(javaSasl.named("DIGEST-MD5"));
        known.add(javaSasl.named("GSSAPI"));
        known.add(new Scram("SHA-512", 15, true, iterations));
        known.add(new Scram("SHA-256", 14, true, iterations));
        known.add(new Scram("SHA-1", 13, true, iterations));
        known.add(new Scram("SHA-512", 12, false, iterations));
        known.add(new Scram("SHA-256", 11, false, iterations));
        known.add(new Scram("SHA-1", STRONG, false, iterations));
        known.add(new CramMd5());
        known.add(new Plain());
        known.add(new LoginMechanism());
        known.add(new XOAuth2());
        known.add(new OAuthBearer());
        known.add(new External());
        known.addAll(more);
        return List.copyOf(known);
    }

    /** Whether it is tried without a configured order: Angus Mail's switches. */
    private static boolean isEnabled(Mechanism mechanism, MailProperties properties, List<Mechanism> more) {
        String disable = "auth." + mechanism.name().toLowerCase(Locale.ROOT) + ".disable";
        if (mechanism instanceof XOAuth2) {
            return !properties.flag(disable, true);
        }
        if (more.contains(mechanism)
                || mechanism instanceof Plain
                || mechanism instanceof LoginMechanism
                || mechanism.name().equals("DIGEST-MD5")) {
            return !properties.flag(disable, false);
        }
        return mechanism instanceof CramMd5 || mechanism instanceof Scram;
    }

    /** The mechanisms to try, in order. */
    public List<Mechanism> candidates(Server server, Credentials credentials) {
        Collection<Mechanism> all = new LinkedHashSet<>(javaMechanisms(server));
        if (order.isEmpty()) {
            List<Mechanism> ranked = usableByDefault(server);
            ranked.sort((one, other) -> Integer.compare(rank(one, server), rank(other, server)));
            all.addAll(ranked);
        } else {
            all.addAll(ordered());
        }
        List<Mechanism> candidates = new ArrayList<>();
        for (Mechanism mechanism : all) {
            if (mechanism.isUsable(server) && (credentials.password() != null || !mechanism.needsPassword())) {
                candidates.add(mechanism);
            }
        }
        return List.copyOf(candidates);
    }

    /** The mechanisms to try without an order; those with -PLUS only where the server must accept the channel binding. */
    private List<Mechanism> usableByDefault(Server server) {
        List<Mechanism> usable = new ArrayList<>();
        for (Mechanism mechanism : unordered) {
            if (!mechanism.bindsChannel() || server.offers(mechanism.name()) && server.bindsByDefault()) {
                usable.add(mechanism);
            }
        }
        return usable;
    }

    private List<Mechanism> javaMechanisms(Server server) {
        List<Mechanism> mechanisms = new ArrayList<>();
        if (java != null) {
            for (String name : java.isEmpty() ? server.offered() : java) {
                if (!java.isEmpty() || !Server.bindsChannel(name)) {
                    mechanisms.add(javaSasl.named(name));
                }
            }
        }
        return mechanisms;
    }

    /** The known mechanisms of the configured order. */
    private List<Mechanism> ordered() {
        List<Mechanism> ordered = new ArrayList<>();
        for (String name : order) {
            for (Mechanism mechanism : known) {
                if (mechanism.name().equalsIgnoreCase(name)) {
                    ordered.add(mechanism);
                }
            }
        }
        return ordered;
    }

    private static int rank(Mechanism mechanism, Server server) {
        if (mechanism.strength() == 0) {
            return LAST;
        }
        if (mechanism.strength() >= STRONG) {
            return -mechanism.strength();
        }
        return mechanism.showsPassword() == server.peer().identityProven() ? 1 : 2;
    }

    /**
     * The mechanism to try after the server rejected one.
     *
     * @param rest the candidates not tried yet, in order
     * @param identityProven whether the link is TLS with a verified server. Without it, a mechanism that sends the password
     *     is not tried after one that does not, and none without channel binding after one with it (RFC 5802 s6)
     * @return none with channel binding after {@link Refusal#BINDING}: it would have the same binding
     */
    public static Optional<Mechanism> after(
            Mechanism refused, Refusal why, List<Mechanism> rest, boolean identityProven) {
        for (Mechanism next : rest) {
            boolean isOther = !next.name().equalsIgnoreCase(refused.name());
            boolean isStrongEnough = why != Refusal.TOO_WEAK || next.strength() > refused.strength();
            boolean hasOtherBinding = why != Refusal.BINDING || !next.bindsChannel();
            boolean isSafe = identityProven
                    || (refused.showsPassword() || !next.showsPassword())
                            && (!refused.bindsChannel() || next.bindsChannel());
            if (isOther && isStrongEnough && hasOtherBinding && isSafe) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a rejection may be about the channel binding: then the password may be right, and another mechanism may
     * follow. The mechanism's own error (RFC 5802 s7) counts more than the reply.
     *
     * @param error as the server sent it inside the exchange; null: none
     * @param otherReason whether the reply means that the user name or the password is wrong, or has any other reason
     */
    public static boolean refusesBinding(Mechanism refused, String error, boolean otherReason) {
        if (!refused.bindsChannel()) {
            return false;
        }
        if (error != null && BINDING_ERRORS.contains(error)) {
            return true;
        }
        return !otherReason && (error == null || !LOGIN_ERRORS.contains(error));
    }

    /** The text of a trace when another mechanism follows the rejection of one with channel binding. */
    static String unbound(Mechanism refused, Mechanism next) {
        return refused.name() + " was rejected without a code for a wrong password, possibly because of its channel"
                + " binding: trying " + next.name();
    }

    /** Whether a mechanism is configured that needs no password. */
    public boolean mayNeedNoPassword() {
        List<Mechanism> configured = ordered();
        if (java != null) {
            for (String name : java) {
                configured.add(javaSasl.named(name));
            }
        }
        for (Mechanism mechanism : configured) {
            if (!mechanism.needsPassword()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The names of the mechanisms to try, in order, regardless of the server. Without an order, those with -PLUS are left
     * out, which depend on the connection.
     */
    public List<String> names() {
        Collection<String> names = new LinkedHashSet<>(java == null ? List.of() : java);
        if (order.isEmpty()) {
            List<Mechanism> strongest = new ArrayList<>(unordered);
            strongest.sort((one, other) -> Integer.compare(other.strength(), one.strength()));
            for (Mechanism mechanism : strongest) {
                if (!mechanism.bindsChannel()) {
                    names.add(mechanism.name());
                }
            }
        } else {
            names.addAll(order);
        }
        return List.copyOf(names);
    }

    /** What to do where a server offers -PLUS and no other usable mechanism; empty where it offers no -PLUS. */
    public String adviceOnBinding(Server server) {
        if (!server.offersChannelBinding() || Server.anyBindsChannel(order)) {
            return "";
        }
        String property = javaSasl.properties().name("auth.mechanisms");
        return order.isEmpty()
                ? "; mechanisms with -PLUS are used over TLS 1.3 with Java 25 or later, otherwise only if " + property
                        + " lists them"
                : "; mechanisms with -PLUS are used only if " + property + " lists them";
    }

    /** Why the first candidate is the first. */
    public String because(Mechanism mechanism, Server server) {
        if (mechanism instanceof JavaSasl && java != null) {
            return "it is the first mechanism of javax.security.sasl, "
                    + javaSasl.properties().setting("sasl.enable");
        }
        if (order.isEmpty() && server.offersChannelBinding() && !mechanism.bindsChannel()) {
            return "it is the strongest usable mechanism without channel binding";
        }
        return order.isEmpty()
                ? "it is the strongest usable mechanism"
                : "it is the first usable mechanism in " + javaSasl.properties().name("auth.mechanisms");
    }
}
