package dev.parley.trace.explanation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Explains replies and failures by what is known of the connection at one time: an explanation may be made later.
 *
 * @param used the host and the port that were connected to, by the names of their properties
 * @param settings the properties that are set, by their full names
 * @param offered the capabilities of the server, one line each
 * @param link {@code clear} or {@code tls}
 * @param login {@code password}, {@code token}, {@code ticket} or {@code certificate}
 */
public record Explainer(
        String protocol,
        Map<String, String> used,
        Map<String, String> settings,
        List<String> offered,
        String link,
        String login) {
    /** Compiled when something is explained: <code>{starttls.enable}</code>, <code>{starttls.enable=true}</code>, <code>{offered SIZE}</code>. */
    private static final class Placeholder {
        static final Pattern PATTERN = Pattern.compile("\\{(offered )?([A-Za-z0-9.]+)(?:=([^}]*))?}");
    }

    /** A server may announce other capabilities before each reply that refers to an explainer. */
    private static final int MOST_OFFERED = 16 * 1024;

    /** For a connection to this host and port, of which nothing else is known. */
    public static Explainer of(String protocol, String host, int port, Map<String, String> settings) {
        return new Explainer(
                protocol, Map.of("host", host, "port", String.valueOf(port)), settings, List.of(), "clear", "password");
    }

    public Explainer secured() {
        return new Explainer(protocol, used, settings, offered, "tls", login);
    }

    public Explainer loggingIn(String mechanism) {
        return new Explainer(protocol, used, settings, offered, link, loginBy(mechanism));
    }

    private static String loginBy(String mechanism) {
        return switch (mechanism) {
            case "XOAUTH2", "OAUTHBEARER" -> "token";
            case "GSSAPI" -> "ticket";
            case "EXTERNAL" -> "certificate";
            default -> "password";
        };
    }

    /** @param capabilities if there are more than {@value #MOST_OFFERED} characters, the rest is ignored */
    public Explainer offered(List<String> capabilities) {
        int lines = 0;
        for (int length = 0; lines < capabilities.size() && length <= MOST_OFFERED; lines++) {
            length += capabilities.get(lines).length() + 1;
        }
        return new Explainer(protocol, used, settings, List.copyOf(capabilities.subList(0, lines)), link, login);
    }

    /** @param status the enhanced status code, or the response code of ManageSieve */
    public Optional<Explanation> reply(String code, Optional<String> status, String phase, List<String> lines) {
        return find(code, status, phase, text(code, status, lines));
    }

    /** One text, since a sentence of the server goes on in the next line after the code and the status (RFC 2034 s4). */
    private static String text(String code, Optional<String> status, List<String> lines) {
        if (lines.size() == 1) {
            return lines.get(0);
        }
        StringBuilder text = new StringBuilder(lines.get(0));
        for (int i = 1; i < lines.size() && text.length() < Subject.LONGEST; i++) {
            String line = lines.get(i);
            if (line.length() > code.length()
                    && line.startsWith(code)
                    && " -".indexOf(line.charAt(code.length())) >= 0) {
                line = line.substring(code.length() + 1);
                String repeated = status.orElse("") + " ";
                line = line.startsWith(repeated) ? line.substring(repeated.length()) : line;
            }
            text.append('\n').append(line);
        }
        return text.toString();
    }

    /** @param uncertain whether the message may have been delivered */
    public Optional<Explanation> failure(String phase, String what, boolean uncertain) {
        return find(Explanations.FAILED, uncertain ? Optional.of("uncertain") : Optional.empty(), phase, what);
    }

    private Optional<Explanation> find(String code, Optional<String> status, String phase, String text) {
        boolean srv =
                !settings.getOrDefault("mail." + protocol + ".srv", "false").equals("false");
        Set<String> facts = Subject.facts(protocol, link, login, srv ? "srv" : "fixed host");
        return Explanations.of(Subject.of(facts, code, status, Optional.of(phase), Optional.of(text)));
    }

    /** A meaning or fix with the values of its placeholders. */
    public String filled(String text) {
        return Placeholder.PATTERN.matcher(text).replaceAll(place -> Matcher.quoteReplacement(value(place)));
    }

    /** The same without a connection: only the names of properties and capabilities. */
    public static String named(String text, String protocol) {
        return Placeholder.PATTERN.matcher(text).replaceAll(place -> Matcher.quoteReplacement(named(place, protocol)));
    }

    private static String named(MatchResult place, String protocol) {
        if (place.group(1) != null) {
            return "what its " + place.group(2) + " line lists";
        }
        if (place.group(2).equals("server")) {
            return "<host>:<port>";
        }
        String name = "mail." + protocol + "." + place.group(2);
        return place.group(3) == null ? name : name + "=" + place.group(3);
    }

    private String value(MatchResult place) {
        if (place.group(1) != null) {
            return offer(place.group(2));
        }
        String suffix = place.group(2);
        if (suffix.equals("server")) {
            return used.getOrDefault("host", "<host>") + ":" + used.getOrDefault("port", "<port>");
        }
        String name = "mail." + protocol + "." + suffix;
        String set = settings.get(name);
        String now = used.getOrDefault(suffix, set);
        if (place.group(3) != null) {
            String wanted = place.group(3).replace("<host>", used.getOrDefault("host", "<host>"));
            return name + "=" + wanted + " (now " + (now == null ? "not set" : now) + ")";
        }
        return name + (now == null ? " (not set)" : " (now " + now + ")");
    }

    private String offer(String keyword) {
        return offered.stream()
                .filter(line -> (line.toUpperCase(Locale.ROOT) + " ").startsWith(keyword + " "))
                .findFirst()
                .orElse("no " + keyword);
    }
}
