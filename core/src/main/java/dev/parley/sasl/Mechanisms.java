package dev.parley.sasl;

import dev.parley.settings.MailProperties;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The mechanisms a user wants. Which of them to try is a pure function of that, the server and the link.
 *
 * <p>Where no order is given, the strongest comes first: SCRAM (RFC 5802). Its variants with -PLUS, which bind the login
 * to the TLS connection, are tried only by name: servers that offer them need not accept the one binding that Java can
 * give, tls-server-end-point, and refuse a good password then. Then, where
 * the server has proven who it is over TLS, PLAIN and LOGIN: it learns the password, but CRAM-MD5 and DIGEST-MD5, which
 * come last, are historic (RFC 6331) and make it keep the password in clear. Anywhere else they come before PLAIN and
 * LOGIN. A token is no password, and what needs a certificate or a ticket is no login with a name: all others are tried
 * only when they are asked for.
 *
 * @param order {@code mail.<protocol>.auth.mechanisms} (list; the strongest first): the SASL mechanisms to try, in this
 *     order, whatever the {@code disable} properties say: SCRAM-SHA-512, SCRAM-SHA-256 and SCRAM-SHA-1, with -PLUS or
 *     without, DIGEST-MD5, CRAM-MD5, PLAIN, LOGIN, XOAUTH2, OAUTHBEARER, EXTERNAL, GSSAPI, and of SMTP alone NTLM. The
 *     variants with -PLUS are used only where they are named here
 * @param unordered those to try where there is no order: {@code mail.<protocol>.auth.plain.disable} (true, false;
 *     false): where {@code auth.mechanisms} is not set, PLAIN is not tried; {@code mail.<protocol>.auth.login.disable}
 *     (true, false; false): where {@code auth.mechanisms} is not set, LOGIN is not tried;
 *     {@code mail.<protocol>.auth.digest-md5.disable} (true, false; false): where {@code auth.mechanisms} is not set,
 *     DIGEST-MD5 is not tried; {@code mail.<protocol>.auth.xoauth2.disable} (true, false; true): false tries XOAUTH2,
 *     too, behind PLAIN and LOGIN
 * @param known all there are; of SCRAM {@code mail.<protocol>.auth.scram.miniterations} (number from 1 to 1000000;
 *     4096): the least iteration count that is accepted from a server (RFC 5802 s5.1); any other value is an error at
 *     connect
 * @param java where the mechanisms of {@code javax.security.sasl} are wanted, those of them to look for; of an empty
 *     list all that the server offers: {@code mail.<protocol>.sasl.enable} (true, false; false): the mechanisms of
 *     {@code javax.security.sasl} come first, and the others where it makes none that the server offers;
 *     {@code mail.<protocol>.sasl.mechanisms} (list; all that the server offers): with {@code sasl.enable}, the
 *     mechanisms to take from {@code javax.security.sasl}, in this order
 * @param javaSasl what they have in common, and DIGEST-MD5 and GSSAPI with them: {@code mail.<protocol>.sasl.realm}
 *     (text; the first that the server names): the realm of DIGEST-MD5; {@code mail.<protocol>.saslrealm} (text; none):
 *     the old name of {@code sasl.realm}; {@code mail.<protocol>.sasl.usecanonicalhostname} (true, false; false): GSSAPI
 *     and DIGEST-MD5 call the server by the canonical name of its address
 */
public record Mechanisms(
        List<String> order,
        List<Mechanism> unordered,
        List<Mechanism> known,
        Optional<List<String>> java,
        JavaSasl javaSasl) {

    private static final int STRONG = 10;
    private static final int LAST = 3;

    private static final Set<String> BINDING_ERRORS = Set.of(
            "channel-bindings-dont-match",
            "server-does-support-channel-binding",
            "channel-binding-not-supported",
            "unsupported-channel-binding-type");
    private static final Set<String> LOGIN_ERRORS =
            Set.of("invalid-proof", "unknown-user", "invalid-username-encoding");

    private static final List<Mechanism> WITHOUT_SCRAM =
            List.of(new CramMd5(), new Plain(), new Login(), new XOAuth2(), new OAuthBearer(), new External());

    private static List<Mechanism> scram(Scram.LeastIterations iterations) {
        return List.of(
                new Scram("SHA-512", 15, true, iterations),
                new Scram("SHA-256", 14, true, iterations),
                new Scram("SHA-1", 13, true, iterations),
                new Scram("SHA-512", 12, false, iterations),
                new Scram("SHA-256", 11, false, iterations),
                new Scram("SHA-1", STRONG, false, iterations));
    }

    /** Why a server did not take a mechanism, when another one may be tried. */
    public enum Refusal {
        UNSUPPORTED,
        TOO_WEAK,
        /** The channel binding was refused, or may have been: {@link #refusesBinding}. */
        BINDING
    }

    /** @param more mechanisms that only one protocol has */
    public static Mechanisms from(MailProperties properties, List<Mechanism> more) {
        JavaSasl javaSasl = new JavaSasl(
                "",
                properties
                        .text("sasl.realm")
                        .or(() -> properties.text("saslrealm"))
                        .filter(realm -> !realm.isEmpty()),
                properties.flag("sasl.usecanonicalhostname", false),
                properties);
        List<Mechanism> known = new ArrayList<>(List.of(javaSasl.named("DIGEST-MD5"), javaSasl.named("GSSAPI")));
        known.addAll(scram(Scram.LeastIterations.from(properties)));
        known.addAll(WITHOUT_SCRAM);
        known.addAll(more);
        List<String> java = properties.words("sasl.mechanisms");
        return new Mechanisms(
                properties.words("auth.mechanisms"),
                known.stream()
                        .filter(mechanism -> isWanted(mechanism, properties, more))
                        .toList(),
                known,
                properties.flag("sasl.enable", false) ? Optional.of(java) : Optional.empty(),
                javaSasl);
    }

    /** Angus Mail's switches. */
    private static boolean isWanted(Mechanism mechanism, MailProperties properties, List<Mechanism> more) {
        String disable = "auth." + mechanism.name().toLowerCase(Locale.ROOT) + ".disable";
        if (mechanism instanceof XOAuth2) {
            return !properties.flag(disable, true);
        }
        if (more.contains(mechanism)
                || mechanism instanceof Plain
                || mechanism instanceof Login
                || mechanism.name().equals("DIGEST-MD5")) {
            return !properties.flag(disable, false);
        }
        return mechanism instanceof CramMd5 || mechanism instanceof Scram scram && !scram.plus();
    }

    /** The mechanisms to try, in order. */
    public List<Mechanism> candidates(Server server, Credentials credentials) {
        Stream<Mechanism> first = java.stream()
                .flatMap(names ->
                        names.isEmpty() ? server.offered().stream().filter(name -> !Scram.binds(name)) : names.stream())
                .map(javaSasl::named);
        Stream<Mechanism> then = order.isEmpty()
                ? unordered.stream().sorted(Comparator.comparingInt(mechanism -> rank(mechanism, server)))
                : order.stream().flatMap(this::named);
        return Stream.concat(first, then)
                .filter(mechanism -> mechanism.fits(server))
                .filter(mechanism -> credentials.password().isPresent() || !mechanism.needsPassword())
                .distinct()
                .toList();
    }

    private static int rank(Mechanism mechanism, Server server) {
        if (mechanism.strength() == 0) {
            return LAST;
        }
        if (mechanism.strength() >= STRONG) {
            return -mechanism.strength();
        }
        return mechanism.showsPassword() == server.identityProven() ? 1 : 2;
    }

    /**
     * The mechanism to try after one was refused.
     *
     * @param rest the candidates not tried yet, in order
     * @param identityProven whether the link is TLS with a verified peer: only then may the password be shown to a
     *     server that refused a mechanism which hides it, and only then may a login be free of the link where one that is
     *     bound to it was refused (RFC 5802 s6)
     */
    public static Optional<Mechanism> after(
            Mechanism refused, Refusal why, List<Mechanism> rest, boolean identityProven) {
        return rest.stream()
                .filter(next -> !next.name().equalsIgnoreCase(refused.name()))
                .filter(next -> why != Refusal.TOO_WEAK || next.strength() > refused.strength())
                .filter(next -> identityProven || refused.showsPassword() || !next.showsPassword())
                .filter(next -> identityProven || !refused.bindsChannel() || next.bindsChannel())
                .findFirst();
    }

    /**
     * Whether a refusal may be about the channel binding: then the password may be right, and another mechanism may
     * follow. The mechanism's own error (RFC 5802 s7) counts more than the reply.
     *
     * @param error as the server gave it inside the exchange
     * @param wrongPassword whether the reply means that user name or password is wrong, or has any other reason of its own
     */
    public static boolean refusesBinding(Mechanism refused, Optional<String> error, boolean wrongPassword) {
        if (!refused.bindsChannel()) {
            return false;
        }
        boolean named = error.filter(BINDING_ERRORS::contains).isPresent();
        boolean excluded = error.filter(LOGIN_ERRORS::contains).isPresent() || wrongPassword;
        return named || !excluded;
    }

    /** What a trace shows when another mechanism follows the refusal of one that binds the login to the connection. */
    public static String unbound(Mechanism refused, Mechanism next) {
        return refused.name() + " was refused without a code for a wrong password, perhaps for its channel binding:"
                + " trying " + next.name();
    }

    /** Whether a login without a password is wanted: with a mechanism that needs none, asked for by its name. */
    public boolean mayNeedNoPassword() {
        return order.stream().flatMap(this::named).anyMatch(mechanism -> !mechanism.needsPassword())
                || java.stream().flatMap(List::stream).map(javaSasl::named).anyMatch(each -> !each.needsPassword());
    }

    /** The names of those to try, in order, whatever the server offers. */
    public List<String> names() {
        Stream<String> first = java.stream().flatMap(List::stream);
        Stream<String> then = order.isEmpty()
                ? unordered.stream()
                        .sorted(Comparator.comparingInt(Mechanism::strength).reversed())
                        .map(Mechanism::name)
                : order.stream();
        return Stream.concat(first, then).distinct().toList();
    }

    /** What is to be done where a server offers -PLUS and nothing else that fits; empty where it offers none. */
    public String adviceOnBinding(Server server) {
        boolean unnamed = server.offered().stream().anyMatch(Scram::binds)
                && order.stream().noneMatch(Scram::binds);
        return unnamed
                ? "; mechanisms with -PLUS are used only where "
                        + javaSasl.properties().name("auth.mechanisms") + " names them"
                : "";
    }

    /** Why the first candidate is the first. */
    public String because(Mechanism mechanism, Server server) {
        if (mechanism instanceof JavaSasl && java.isPresent()) {
            return "it comes first in javax.security.sasl ("
                    + javaSasl.properties().name("sasl.enable") + ")";
        }
        if (order.isEmpty() && server.offered().stream().anyMatch(Scram::binds)) {
            return "it is the strongest without channel binding";
        }
        return order.isEmpty()
                ? "it is the strongest this side knows"
                : "it comes first in " + javaSasl.properties().name("auth.mechanisms");
    }

    private Stream<Mechanism> named(String name) {
        return known.stream().filter(mechanism -> mechanism.name().equalsIgnoreCase(name));
    }
}
