package dev.parley.smtp.protocol;

import dev.parley.wire.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;

/** The extensions that a server announces (RFC 5321 s4.1.1.1): every line of the reply to EHLO, in its order. */
public final class Capabilities {
    /** Before EHLO, and of a server that replied to HELO. */
    public static final Capabilities NONE = new Capabilities(List.of());

    private static final int MOST_DIGITS = 18;

    private final List<Line> lines;
    private final ServerLimits limits; // read for each message

    /**
     * @param keyword as the server spelled it; empty and bogus ones are kept
     * @param parameters the rest of the line, empty where there is none
     */
    private record Line(String keyword, String parameters) {
        static Line of(String text) {
            int blank = text.indexOf(' ');
            return blank < 0
                    ? new Line(text, "")
                    : new Line(
                            text.substring(0, blank), text.substring(blank + 1).strip());
        }

        /** Some servers write {@code AUTH=PLAIN LOGIN}, as an early draft had it. */
        boolean isAuth() {
            return keyword.equalsIgnoreCase("AUTH") || toString().regionMatches(true, 0, "AUTH=", 0, 5);
        }

        @Override
        public String toString() {
            return parameters.isEmpty() ? keyword : keyword + " " + parameters;
        }
    }

    private Capabilities(List<Line> lines) {
        this.lines = lines;
        String announced = find(Extension.LIMITS.keyword());
        this.limits = ServerLimits.of(announced == null ? "" : announced);
    }

    public static Capabilities of(Reply ehlo) {
        List<Line> lines = new ArrayList<>();
        for (int i = 1; i < ehlo.lines().size(); i++) {
            lines.add(Line.of(Reply.text(ehlo.lines().get(i))));
        }
        return new Capabilities(List.copyOf(lines));
    }

    /** The same capabilities without some keywords. */
    public Capabilities without(List<String> keywords) {
        List<Line> rest = new ArrayList<>();
        for (Line line : lines) {
            if (!containsIgnoreCase(keywords, line.keyword)) {
                rest.add(line);
            }
        }
        return rest.size() == lines.size() ? this : new Capabilities(List.copyOf(rest));
    }

    /** Each line as a trace shows it. */
    public List<String> lines() {
        List<String> text = new ArrayList<>();
        for (Line line : lines) {
            text.add(line.toString());
        }
        return text;
    }

    public boolean has(Extension extension) {
        return find(extension.keyword()) != null;
    }

    /** The text after a keyword, of its last line where there are several; empty text where nothing follows. */
    public Optional<String> parameters(String keyword) {
        return Optional.ofNullable(find(keyword));
    }

    /** The size in octets above which the server rejects a message (RFC 1870 s3); 0 where it announces no limit. */
    public long sizeLimit() {
        String size = find(Extension.SIZE.keyword());
        return size == null ? 0 : number(size);
    }

    public ServerLimits limits() {
        return limits;
    }

    /** The shortest time in seconds within which the server promises delivery or return (RFC 2852 s3); 0 where it has none. */
    public long leastDeliverBy() {
        String least = find(Extension.DELIVERBY.keyword());
        return least == null ? 0 : number(first(least, ","));
    }

    /** The longest interval in seconds for which the server holds a message (RFC 4865 s3); 0 where it announces none. */
    public long longestHold() {
        String limits = find(Extension.FUTURERELEASE.keyword());
        return limits == null ? 0 : number(first(limits, " "));
    }

    /** The latest time until which the server holds a message (RFC 4865 s3), of RFC 3339; empty where it announces none. */
    public String latestRelease() {
        String limits = find(Extension.FUTURERELEASE.keyword());
        return limits == null
                ? ""
                : limits.substring(first(limits, " ").length()).strip();
    }

    private static String first(String list, String separator) {
        int end = list.indexOf(separator);
        return end < 0 ? list : list.substring(0, end);
    }

    /** 0 where it is not a number. */
    private static long number(String text) {
        return text.length() <= MOST_DIGITS && Text.isNumber(text) ? Long.parseLong(text) : 0;
    }

    /** The SASL mechanisms, in the server's order. */
    public List<String> mechanisms() {
        List<String> mechanisms = new ArrayList<>();
        for (Line line : lines) {
            if (line.isAuth()) {
                String text = line.toString();
                StringTokenizer words = new StringTokenizer(text.substring(Math.min(5, text.length())), " ");
                while (words.hasMoreTokens()) {
                    String word = words.nextToken();
                    if (!mechanisms.contains(word)) {
                        mechanisms.add(word);
                    }
                }
            }
        }
        return List.copyOf(mechanisms);
    }

    /** Whether the server announces AUTH, even without a mechanism. */
    public boolean announcesAuth() {
        for (Line line : lines) {
            if (line.isAuth()) {
                return true;
            }
        }
        return false;
    }

    private String find(String keyword) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).keyword.equalsIgnoreCase(keyword)) {
                return lines.get(i).parameters;
            }
        }
        return null;
    }

    private static boolean containsIgnoreCase(List<String> words, String wanted) {
        for (String word : words) {
            if (word.equalsIgnoreCase(wanted)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Capabilities capabilities && lines().equals(capabilities.lines());
    }

    @Override
    public int hashCode() {
        return lines().hashCode();
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
