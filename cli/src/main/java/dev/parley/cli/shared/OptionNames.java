package dev.parley.cli.shared;

import dev.parley.trace.TraceEvent;
import dev.parley.trace.TraceSink;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** Replaces the properties in explanations and error messages by the options of the command that prints them. */
public enum OptionNames {
    SEND("the host in --server", "the port in --server", "--user"),
    PROBE("the host", "the port", "the user"),
    SMTP("the host", "the port", "--user"),
    SIEVE("the host in the URL", "the port in the URL", "the user in the URL");

    /** A property as {@code Explainer} and the exceptions write it: with a value, with the present value, or both. */
    private static final Pattern PROPERTY = Pattern.compile("(?<![\\w.@-])(?<!-D )mail\\.(?:smtps?|lmtp|sieves?)\\."
            + "([A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*)"
            + "(?:=(<[^>]*>|[^\\s,;:()]+(?<!\\.)))?(?: \\((?:now ([^)]*)|(not set))\\))?");

    private final String host;
    private final String port;
    private final String user;

    OptionNames(String host, String port, String user) {
        this.host = host;
        this.port = port;
        this.user = user;
    }

    /** The text of a command's error: only commands that connect to a server have such options. */
    static String inText(String text, CommandSpec command) {
        String[] words = command.qualifiedName().split(" ");
        for (OptionNames names : values()) {
            if (words.length > 1 && words[1].equalsIgnoreCase(names.name())) {
                return names.in(text);
            }
        }
        return text;
    }

    public String in(String text) {
        return PROPERTY.matcher(text).replaceAll(place -> Matcher.quoteReplacement(replacement(place)));
    }

    /** The sink with the options in explanations, decisions and warnings. */
    public TraceSink in(TraceSink sink) {
        return event -> sink.accept(in(event));
    }

    private TraceEvent in(TraceEvent event) {
        if (event instanceof TraceEvent.Explained explained) {
            return new TraceEvent.Explained(
                    explained.nanos(),
                    explained.id(),
                    in(explained.meaning()),
                    explained.fix().map(this::in),
                    explained.source());
        } else if (event instanceof TraceEvent.Warned warned) {
            return new TraceEvent.Warned(warned.nanos(), warned.topic(), in(warned.text()), in(warned.property()));
        } else if (event instanceof TraceEvent.Decided decided) {
            return new TraceEvent.Decided(
                    decided.nanos(),
                    decided.topic(),
                    decided.choice(),
                    decided.because(),
                    decided.property().map(this::in));
        }
        return event;
    }

    private String replacement(MatchResult place) {
        String name = place.group(1);
        String value = place.group(2);
        String now = place.group(3);
        String option = option(name, value);
        if (option == null) {
            return "-D " + place.group();
        } else if (name.equals("host") || name.equals("port")) {
            String present = now != null ? now : value;
            boolean wanted = value != null && (now != null || value.startsWith("<"));
            return wanted ? option + " = " + value : present == null ? option : option + " (" + present + ")";
        } else if (name.startsWith("ssl.") || name.equals("auth.cleartext")) {
            return option;
        } else if (place.group(4) != null) {
            return option + " (not set)";
        } else if (now == null) {
            return option;
        }
        String present = now.equals("not set") ? " not set" : option(name, now);
        return option + " (now " + present.substring(present.indexOf(' ') + 1) + ")";
    }

    /** The table of the options: null for a property that has none. */
    private String option(String property, String value) {
        boolean off = "false".equals(value);
        return switch (property) {
            case "host" -> host;
            case "port" -> port;
            case "user" -> user;
            case "timeout", "connectiontimeout", "writetimeout" -> "--timeout" + seconds(value);
            case "starttls.enable" -> value == null ? "--tls" : off ? "--tls off" : "--tls on";
            case "starttls.required" -> off ? "--tls on" : "--tls required";
            case "ssl.enable" -> off ? "--tls on" : "--tls implicit";
            case "ssl.trust" -> "--insecure";
            case "ssl.checkserveridentity" ->
                value == null ? "the check of the name (with --insecure)" : off ? "--insecure" : "no --insecure";
            case "ssl.ca.file" -> "--ca-file" + given(value);
            case "ssl.cert.file" -> "--cert" + given(value);
            case "ssl.key.file" -> "--key" + given(value);
            case "ssl.key.password" -> "--key-password-env or --key-password-file";
            case "ssl.pin" -> "--pin" + given(value);
            case "auth.cleartext" -> off ? "no --allow-cleartext-login" : "--allow-cleartext-login";
            default -> this == SEND ? ofSend(property, value) : null;
        };
    }

    private static String given(String value) {
        return value == null || value.equals("true") ? "" : " " + value;
    }

    private static String ofSend(String property, String value) {
        String given = given(value);
        return switch (property) {
            case "auth" -> "false".equals(value) ? "no --user" : "--user";
            case "auth.mechanisms" -> "--auth" + given;
            case "from" -> "--from" + given;
            case "socket" -> "--socket" + given;
            default -> null;
        };
    }

    private static String seconds(String millis) {
        if (millis == null) {
            return "";
        }
        boolean whole = millis.matches("\\d+") && Long.parseLong(millis) % 1000 == 0;
        return whole ? " " + Long.parseLong(millis) / 1000 : " " + millis + " ms";
    }
}
