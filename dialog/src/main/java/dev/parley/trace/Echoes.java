package dev.parley.trace;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds what this side has said in secret in what others say: servers repeat what they do not understand, whole, or cut
 * short, or broken into lines.
 */
final class Echoes {
    /** Characters of a secret at least: shorter ones are words that stand anywhere. */
    private static final int SHORTEST = 6;

    /** Characters of a piece at least, 9 octets in base64. */
    private static final int PIECE = 12;

    /** So many are remembered; the oldest goes. */
    private static final int MOST = 64;

    /** Of base64 (RFC 4648) or of a token (RFC 6750 s2.1), up to a dot: three of them may stand for what was left out. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9+/_~-]{" + PIECE + ",}={0,2}");

    /** Of base64; some leave it out. */
    private static final Pattern PADDING = Pattern.compile("={1,2}$");

    private final Set<String> secrets = new LinkedHashSet<>();
    private Optional<Pattern> whole = Optional.empty();

    boolean areNone() {
        return secrets.isEmpty();
    }

    /** From now on these octets are found. */
    void add(byte[] secret) {
        String text = new String(secret, StandardCharsets.UTF_8);
        remember(text);
        remember(new String(secret, StandardCharsets.ISO_8859_1)); // As a line is read that is not UTF-8 everywhere.
        remember(text.replace("\\", "\\\\").replace("\"", "\\\"")); // RFC 5804 s4, in quotes.
        whole = Optional.empty();
    }

    /** Of all of them; several come one behind another before it is wanted. */
    private Pattern whole() {
        if (whole.isEmpty()) {
            whole = Optional.of(Pattern.compile(
                    secrets.stream()
                            .sorted(Comparator.comparingInt(String::length).reversed())
                            .map(each -> Pattern.quote(each) + "={0,2}")
                            .collect(Collectors.joining("|")),
                    Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
        }
        return whole.get();
    }

    private void remember(String text) {
        String secret = PADDING.matcher(text).replaceFirst("").toLowerCase(Locale.ROOT);
        if (text.length() >= SHORTEST && secrets.add(secret) && secrets.size() > MOST) {
            secrets.remove(secrets.iterator().next());
        }
    }

    /** The text with a mark in the place of each. */
    String hiddenIn(String text) {
        if (secrets.isEmpty() || text.length() < SHORTEST) {
            return text;
        }
        String rest = whole().matcher(text).replaceAll(Echoes::marked);
        return WORD.matcher(rest).replaceAll(word -> isPiece(word.group()) ? marked(word) : same(word));
    }

    private boolean isPiece(String word) {
        String piece = PADDING.matcher(word).replaceFirst("").toLowerCase(Locale.ROOT);
        return secrets.stream().anyMatch(secret -> secret.contains(piece));
    }

    private static String marked(MatchResult found) {
        return Shown.redacted(found.group().getBytes(StandardCharsets.UTF_8).length);
    }

    private static String same(MatchResult found) {
        return Matcher.quoteReplacement(found.group());
    }
}
