package dev.parley.sasl;

import dev.parley.settings.MailProperties;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The mechanisms a user wants. Which of them to try is a pure function of that, the server and the link.
 *
 * <p>Where no order is given, the strongest comes first: SCRAM (RFC 5802), bound to the link before free. Then, where
 * the server has proven who it is over TLS, PLAIN and LOGIN: it learns the password, but CRAM-MD5 and DIGEST-MD5, which
 * come last, are historic (RFC 6331) and make it keep the password in clear. Anywhere else they come before PLAIN and
 * LOGIN. A token is no password, and what needs a certificate or a ticket is no login with a name: all others are tried
 * only when they are asked for.
 *
 * @param order {@code mail.<protocol>.auth.mechanisms} (list; the strongest first): the SASL mechanisms to try, in this
 *     order, whatever the {@code disable} properties say: SCRAM-SHA-512, SCRAM-SHA-256 and SCRAM-SHA-1, with -PLUS or
 *     without, DIGEST-MD5, CRAM-MD5, PLAIN, LOGIN, XOAUTH2, OAUTHBEARER, EXTERNAL, GSSAPI, and of SMTP alone NTLM
 * @param unordered those to try where there is no order: {@code mail.<protocol>.auth.plain.disable} (true, false;
 *     false): where {@code auth.mechanisms} is not set, PLAIN is not tried; {@code mail.<protocol>.auth.login.disable}
 *     (true, false; false): where {@code auth.mechanisms} is not set, LOGIN is not tried;
 *     {@code mail.<protocol>.auth.digest-md5.disable} (true, false; false): where {@code auth.mechanisms} is not set,
 *     DIGEST-MD5 is not tried; {@code mail.<protocol>.auth.xoauth2.disable} (true, false; true): false tries XOAUTH2,
 *     too, behind PLAIN and LOGIN
 * @param known all there are
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

    private static final List<Mechanism> WITH_A_PASSWORD = List.of(
            new Scram("SHA-512", 15, true),
            new Scram("SHA-256", 14, true),
            new Scram("SHA-1", 13, true),
            new Scram("SHA-512", 12, false),
            new Scram("SHA-256", 11, false),
            new Scram("SHA-1", STRONG, false),
            new CramMd5(),
            new Plain(),
            new Login());

    private static final List<Mechanism> WITH_SOMETHING_ELSE =
            List.of(new XOAuth2(), new OAuthBearer(), new External());

    /** Why a server did not take a mechanism, when another one may be tried. */
    public enum Refusal {
        UNSUPPORTED,
        TOO_WEAK
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
        known.addAll(WITH_A_PASSWORD);
        known.addAll(WITH_SOMETHING_ELSE);
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
        return WITH_A_PASSWORD.contains(mechanism);
    }

    /** The mechanisms to try, in order. */
    public List<Mechanism> candidates(Server server, Credentials credentials) {
        Stream<Mechanism> first = java.stream()
                .flatMap(names -> (names.isEmpty() ? server.offered() : names).stream())
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
                .filter(next -> why == Refusal.UNSUPPORTED || next.strength() > refused.strength())
                .filter(next -> identityProven || refused.showsPassword() || !next.showsPassword())
                .filter(next -> identityProven || !isBound(refused) || isBound(next))
                .findFirst();
    }

    private static boolean isBound(Mechanism mechanism) {
        return mechanism instanceof Scram scram && scram.plus();
    }

    /** Whether a login without a password is wanted: with a mechanism that needs none, asked for by its name. */
    public boolean mayNeedNoPassword() {
        return order.stream().flatMap(this::named).anyMatch(mechanism -> !mechanism.needsPassword())
                || java.stream().flatMap(List::stream).map(javaSasl::named).anyMatch(each -> !each.needsPassword());
    }

    /** Why the first candidate is the first. */
    public String because(Mechanism mechanism) {
        if (mechanism instanceof JavaSasl && java.isPresent()) {
            return "it comes first in javax.security.sasl ("
                    + javaSasl.properties().name("sasl.enable") + ")";
        }
        return order.isEmpty()
                ? "it is the strongest this side knows"
                : "it comes first in " + javaSasl.properties().name("auth.mechanisms");
    }

    private Stream<Mechanism> named(String name) {
        return known.stream().filter(mechanism -> mechanism.name().equalsIgnoreCase(name));
    }
}
