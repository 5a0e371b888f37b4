package dev.parley.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * A manual page of a command in the language of man(7), from picocli's model of the command. Picocli's own generator writes
 * AsciiDoc, whose conversion needs a Ruby interpreter in the build.
 */
record ManPage(CommandSpec command) {

    /** The pages of a command and its subcommands. */
    static List<ManPage> all(CommandLine command) {
        List<ManPage> pages = new ArrayList<>();
        pages.add(new ManPage(command.getCommandSpec()));
        command.getSubcommands().values().forEach(each -> pages.addAll(all(each)));
        return pages;
    }

    String name() {
        return command.qualifiedName("-");
    }

    String text() {
        UsageMessageSpec usage = command.usageMessage();
        StringBuilder page = new StringBuilder();
        line(page, ".\\\" ManPagesTest generates this file from the options of the command. Do not edit it.");
        line(page, ".TH \"" + escaped(name().toUpperCase(Locale.ROOT)) + "\" \"1\" \"\" \"parley\" \"Parley\"");
        heading(page, "NAME");
        line(page, escaped(name()) + " \\- " + escaped(usage.description()[0]));
        heading(page, "SYNOPSIS");
        line(page, ".nf");
        new Help(command, Help.defaultColorScheme(Help.Ansi.OFF))
                .synopsis(0)
                .lines()
                .forEach(each -> line(page, escaped(each)));
        line(page, ".fi");
        heading(page, "DESCRIPTION");
        for (String paragraph : usage.description()) {
            line(page, paragraph.isEmpty() ? ".PP" : escaped(shown(paragraph)));
        }
        if (!command.positionalParameters().isEmpty() || !command.options().isEmpty()) {
            heading(page, "OPTIONS");
            for (PositionalParamSpec parameter : command.positionalParameters()) {
                entry(page, "\\fI" + escaped(parameter.paramLabel()) + "\\fR", parameter);
            }
            for (OptionSpec option : command.options()) {
                entry(page, names(option), option);
            }
        }
        if (!command.subcommands().isEmpty()) {
            heading(page, "COMMANDS");
            command.subcommands().values().forEach(each -> {
                ManPage other = new ManPage(each.getCommandSpec());
                line(page, ".TP\n\\fB" + escaped(other.name()) + "\\fR(1)");
                line(page, escaped(each.getCommandSpec().usageMessage().description()[0]));
            });
        }
        if (usage.footer().length > 0) {
            String title = usage.footerHeading().replace("%n", "").replace(":", "");
            heading(page, title.toUpperCase(Locale.ROOT));
            line(page, ".nf");
            for (String each : usage.footer()) {
                line(page, escaped(each.replace("%%", "%")));
            }
            line(page, ".fi");
        }
        if (command.parent() != null) {
            heading(page, "SEE ALSO");
            line(page, "\\fB" + escaped(new ManPage(command.parent()).name()) + "\\fR(1)");
        }
        return page.toString();
    }

    private static void entry(StringBuilder page, String term, ArgSpec spec) {
        line(page, ".TP\n" + term);
        for (String each : rendered(spec)) {
            line(page, escaped(each));
        }
    }

    /** The description with the values of its variables. */
    private static List<String> rendered(ArgSpec spec) {
        List<String> lines = new ArrayList<>();
        String candidates = "";
        if (spec.completionCandidates() != null) {
            List<String> words = new ArrayList<>();
            spec.completionCandidates().forEach(words::add);
            candidates = String.join(", ", words);
        }
        for (String line : spec.description()) {
            lines.add(line.replace("${COMPLETION-CANDIDATES}", candidates).replace("%%", "%"));
        }
        return lines;
    }

    private static String names(OptionSpec option) {
        List<String> names = new ArrayList<>();
        for (String name : option.names()) {
            names.add("\\fB" + escaped(name) + "\\fR");
        }
        boolean hasValue = option.arity().max() > 0;
        String separator = option.longestName().startsWith("--") ? "=" : "";
        return String.join(", ", names) + (hasValue ? separator + "\\fI" + escaped(option.paramLabel()) + "\\fR" : "");
    }

    private static String shown(String text) {
        return text.replace("%n", "\n");
    }

    private static void heading(StringBuilder page, String title) {
        line(page, ".SH \"" + title + "\"");
    }

    private static void line(StringBuilder page, String text) {
        page.append(text).append('\n');
    }

    /** A line must not begin with a control character; a hyphen stays the one of ASCII, so that options can be copied. */
    private static String escaped(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
        return escaped.startsWith(".") ? "\\&" + escaped : escaped;
    }
}
