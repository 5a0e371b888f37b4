package dev.parley.spring;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of Jakarta Mail's properties in an application whose mail sender Spring Boot configures. */
final class SpringNames {
    private static final Pattern NAME =
            Pattern.compile("(?<![\\w.])mail\\.(?:smtps?|lmtp)\\.([A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*)");

    private SpringNames() {}

    /** A text in which each property has the name of Spring Boot. */
    static String in(String text) {
        return NAME.matcher(text).replaceAll(name -> Matcher.quoteReplacement(of(name)));
    }

    /** Spring Boot passes host, port, user and password as arguments, which override the properties. */
    private static String of(MatchResult name) {
        return switch (name.group(1)) {
            case "host" -> "spring.mail.host";
            case "port" -> "spring.mail.port";
            case "user" -> "spring.mail.username";
            default -> "spring.mail.properties." + name.group();
        };
    }
}
