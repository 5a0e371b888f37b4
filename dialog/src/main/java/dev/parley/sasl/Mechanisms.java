package dev.parley.sasl;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The mechanisms there are, and which to try. The choices are pure functions. */
public final class Mechanisms {
    private static final List<Mechanism> KNOWN = List.of(new Plain(), new Login(), new XOAuth2());

    /** Those that take a password for what it is; the others only when the user names them. */
    private static final List<Mechanism> UNASKED = KNOWN.subList(0, 2);

    /** Why a server did not take a mechanism, when another one may be tried. */
    public enum Refusal {
        UNSUPPORTED,
        TOO_WEAK
    }

    private Mechanisms() {}

    /**
     * The mechanisms to try, in order.
     *
     * @param offered the names the server lists
     * @param preferred the user's own order; empty: the strongest first
     */
    public static List<Mechanism> candidates(Collection<String> offered, List<String> preferred) {
        Stream<Mechanism> known = preferred.isEmpty()
                ? UNASKED.stream()
                        .sorted(Comparator.comparingInt(Mechanism::strength).reversed())
                : preferred.stream().flatMap(Mechanisms::named);
        return known.filter(mechanism -> isAmong(mechanism, offered)).toList();
    }

    /**
     * The mechanism to try after one was refused.
     *
     * @param rest the candidates not tried yet, in order
     * @param identityProven whether the link is TLS with a verified peer: only then may the password be shown to a
     *     server that refused a mechanism which hides it
     */
    public static Optional<Mechanism> after(
            Mechanism refused, Refusal why, List<Mechanism> rest, boolean identityProven) {
        return rest.stream()
                .filter(next -> why == Refusal.UNSUPPORTED || next.strength() > refused.strength())
                .filter(next -> identityProven || refused.showsPassword() || !next.showsPassword())
                .findFirst();
    }

    private static Stream<Mechanism> named(String name) {
        return KNOWN.stream().filter(mechanism -> mechanism.name().equalsIgnoreCase(name));
    }

    private static boolean isAmong(Mechanism mechanism, Collection<String> offered) {
        return offered.stream().anyMatch(mechanism.name()::equalsIgnoreCase);
    }
}
