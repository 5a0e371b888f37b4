package dev.parley.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.sasl.ClearTextLogin.Upgrade;
import dev.parley.sasl.ClearTextLogin.Verdict;
import dev.parley.settings.ClearText;
import dev.parley.settings.Compatibility;
import dev.parley.settings.MailProperties;
import dev.parley.settings.StartTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The whole truth table of a login in clear. The expectation is the table of {@code docs/migrating.md}, of which every
 * combination must have exactly one row; what no connection can come to has none, and is refused.
 */
class ClearTextLoginTest {
    private static final Path PAGE = Path.of("../docs/migrating.md");
    private static final String HEADING = "| `starttls.enable` | STARTTLS | server's address |";
    private static final String AS_ANGUS = "**(c)**";

    private static final Map<String, Set<StartTls>> SETTINGS = Map.of(
            "not set", EnumSet.of(StartTls.UNSET),
            "`false`", EnumSet.of(StartTls.OFF),
            "`true`", EnumSet.of(StartTls.ENABLED),
            "`starttls.required=true`", EnumSet.of(StartTls.REQUIRED));
    private static final Map<String, Set<Upgrade>> UPGRADES = Map.of(
            "not announced", EnumSet.of(Upgrade.NOT_ANNOUNCED),
            "announced, rejected", EnumSet.of(Upgrade.FAILED),
            "announced, not used", EnumSet.of(Upgrade.NOT_TRIED),
            "none", EnumSet.of(Upgrade.NOT_ANNOUNCED, Upgrade.NOT_TRIED, Upgrade.FAILED));
    private static final Map<String, Set<ServerLocation>> LOCATIONS = Map.of(
            "loopback", EnumSet.of(ServerLocation.LOOPBACK),
            "other", EnumSet.of(ServerLocation.REMOTE),
            "any", EnumSet.allOf(ServerLocation.class));

    /** A line of the table. */
    private record Row(
            Set<StartTls> startTls,
            boolean onlyAsAngus,
            Set<Upgrade> upgrades,
            Set<ServerLocation> locations,
            Map<ClearText, String> cells) {
        static Row of(String line) {
            String[] cells = line.substring(1).split("\\|");
            String setting = cells[0].strip();
            Map<ClearText, String> results = new EnumMap<>(ClearText.class);
            results.put(ClearText.UNSET, cells[3].strip());
            results.put(ClearText.ALLOWED, cells[4].strip());
            results.put(ClearText.FORBIDDEN, cells[5].strip());
            return new Row(
                    SETTINGS.get(setting.replace(AS_ANGUS, "").strip()),
                    setting.endsWith(AS_ANGUS),
                    UPGRADES.get(cells[1].strip()),
                    LOCATIONS.get(cells[2].strip()),
                    results);
        }

        boolean fits(ClearTextLogin rule, Upgrade upgrade, ServerLocation location) {
            return startTls.contains(rule.startTls())
                    && (!onlyAsAngus || rule.compatibility() == Compatibility.ANGUS)
                    && upgrades.contains(upgrade)
                    && locations.contains(location);
        }

        boolean allows(ClearTextLogin rule) {
            String cell = cells.get(rule.clearText());
            assertTrue(
                    Set.of("login", "fails", "fails " + AS_ANGUS, "no connection")
                            .contains(cell),
                    cell);
            return cell.equals("login") || cell.endsWith(AS_ANGUS) && rule.compatibility() == Compatibility.ANGUS;
        }
    }

    @Test
    void theTableOfThePageIsTheRule() throws IOException {
        List<Row> rows = rows();
        int compared = 0;
        for (ClearTextLogin rule : rules()) {
            for (Upgrade upgrade : EnumSet.complementOf(EnumSet.of(Upgrade.TLS))) {
                for (ServerLocation location : ServerLocation.values()) {
                    List<Row> fitting = rows.stream()
                            .filter(row -> row.fits(rule, upgrade, location))
                            .toList();
                    boolean allowed = rule.of(new Plain(), upgrade, location) == Verdict.ALLOWED;
                    String which = rule + " " + upgrade + " " + location;
                    if (isReachable(rule, upgrade)) {
                        assertEquals(1, fitting.size(), which);
                        assertEquals(fitting.get(0).allows(rule), allowed, which);
                        compared++;
                    } else {
                        assertTrue(
                                !allowed || location == ServerLocation.LOOPBACK || rule.startTls() == StartTls.OFF,
                                which);
                    }
                }
            }
        }
        assertEquals(108, compared);
    }

    /** STARTTLS that is announced is used unless the user switched it off, or expects Angus Mail and set nothing. */
    private static boolean isReachable(ClearTextLogin rule, Upgrade upgrade) {
        return switch (upgrade) {
            case NOT_TRIED ->
                rule.startTls() == StartTls.OFF
                        || rule.startTls() == StartTls.REQUIRED
                        || rule.startTls() == StartTls.UNSET && rule.compatibility() == Compatibility.ANGUS;
            case FAILED ->
                rule.startTls() != StartTls.OFF
                        && (rule.startTls() != StartTls.UNSET || rule.compatibility() == Compatibility.NONE);
            default -> true;
        };
    }

    @Test
    void overTlsEverythingIsAllowed() {
        for (ClearTextLogin rule : rules()) {
            for (ServerLocation location : ServerLocation.values()) {
                assertEquals(Verdict.ALLOWED, rule.of(new Plain(), Upgrade.TLS, location), rule.toString());
            }
        }
    }

    @Test
    void theRuleIsForMechanismsThatRevealTheSecret() {
        ClearTextLogin strict = new ClearTextLogin(StartTls.ENABLED, ClearText.FORBIDDEN, Compatibility.NONE);
        for (Mechanism revealing : List.of(new Plain(), new LoginMechanism(), new XOAuth2(), new OAuthBearer())) {
            assertEquals(
                    Verdict.FORBIDDEN, strict.of(revealing, Upgrade.FAILED, ServerLocation.REMOTE), revealing.name());
        }
        ScramExchange.LeastIterations limit =
                ScramExchange.LeastIterations.from(new MailProperties("smtp", new Properties()));
        JavaSasl java = new JavaSasl("X-UNKNOWN", "", false, new MailProperties("smtp", new Properties()));
        assertEquals(Verdict.FORBIDDEN, strict.of(java, Upgrade.FAILED, ServerLocation.REMOTE));
        for (Mechanism hiding : List.of(
                new Scram("SHA-256", 11, false, limit), new CramMd5(), new External(), java.named("DIGEST-MD5"))) {
            assertEquals(Verdict.ALLOWED, strict.of(hiding, Upgrade.FAILED, ServerLocation.REMOTE), hiding.name());
        }
    }

    @Test
    void thePropertyHasThreeValues() {
        assertEquals(ClearText.UNSET, clearText(null, ClearText.UNSET));
        assertEquals(ClearText.FORBIDDEN, clearText(null, ClearText.FORBIDDEN));
        assertEquals(ClearText.UNSET, clearText("yes", ClearText.UNSET));
        assertEquals(ClearText.ALLOWED, clearText("true", ClearText.FORBIDDEN));
        assertEquals(ClearText.ALLOWED, clearText(true, ClearText.UNSET));
        assertEquals(ClearText.FORBIDDEN, clearText("FALSE", ClearText.UNSET));
    }

    private static ClearText clearText(Object value, ClearText unset) {
        Properties properties = new Properties();
        if (value != null) {
            properties.put("mail.smtp.auth.cleartext", value);
        }
        return ClearText.from(new MailProperties("smtp", properties), unset);
    }

    private static List<ClearTextLogin> rules() {
        List<ClearTextLogin> rules = new ArrayList<>();
        for (StartTls startTls : StartTls.values()) {
            for (ClearText clearText : ClearText.values()) {
                for (Compatibility compatibility : Compatibility.values()) {
                    rules.add(new ClearTextLogin(startTls, clearText, compatibility));
                }
            }
        }
        return rules;
    }

    private static List<Row> rows() throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        int heading = lines.stream()
                .filter(line -> line.startsWith(HEADING))
                .mapToInt(lines::indexOf)
                .findFirst()
                .orElseThrow();
        return lines.subList(heading + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(Row::of)
                .toList();
    }
}
