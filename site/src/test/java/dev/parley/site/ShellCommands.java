package dev.parley.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands of a block of shell: scripts of the repository, subcommands of {@code parley}, and well-known programs. */
final class ShellCommands {
    private static final Set<String> PROGRAMS =
            Set.of("base64 cd curl echo export git java jfr jlink jq mkdir mvn openssl python3".split(" "));
    private static final Pattern NAME = Pattern.compile("name = \"([a-z-]+)\"");
    private static final Pattern ASSIGNMENT = Pattern.compile("^\\w+=\\S*\\s+");
    private static final Pattern MODULES = Pattern.compile("(?:-pl|-f) (\\S+)");
    // Separates commands, but not in quotes.
    private static final Pattern COMMAND =
            Pattern.compile("((?:[^\"'|;&#]|\"[^\"]*\"|'[^']*'|(?<=\\S)#)+)(?:#.*|\\|+|&&|;|&|$)");

    private final Set<String> ofParley = new HashSet<>();

    ShellCommands() throws IOException {
        try (Stream<Path> sources = Files.walk(MarkdownPage.ROOT.resolve("cli/src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                Matcher name = NAME.matcher(Files.readString(source));
                while (name.find()) {
                    ofParley.add(name.group(1));
                }
            }
        }
    }

    /** The commands of a block that do not exist. */
    List<String> errors(CodeBlock block) {
        List<String> errors = new ArrayList<>();
        List<String> lines = block.code().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            int first = i;
            StringBuilder joined = new StringBuilder(lines.get(i));
            while (joined.toString().endsWith("\\") && i + 1 < lines.size()) {
                joined.setLength(joined.length() - 1);
                joined.append(lines.get(++i));
            }
            String line = joined.toString().strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher command = COMMAND.matcher(line);
            int end = 0;
            while (command.lookingAt() && command.end() > end) {
                problem(command.group(1).strip()).forEach(problem -> errors.add(block.at(first) + ": " + problem));
                end = command.end();
                if (end == line.length()) {
                    break;
                }
                command.region(end, line.length());
            }
            if (end < line.length()) {
                errors.add(block.at(first) + ": not a command: " + line.substring(end));
            }
        }
        return errors;
    }

    private List<String> problem(String command) {
        String rest = command;
        for (Matcher variable = ASSIGNMENT.matcher(rest); variable.lookingAt(); variable.reset(rest)) {
            rest = rest.substring(variable.end());
        }
        String[] words = rest.split("\\s+");
        if (rest.isEmpty() || PROGRAMS.contains(words[0])) {
            return words[0].equals("mvn") ? modules(rest) : List.of();
        }
        if (words[0].equals("parley") || words[0].equals("./parley")) {
            boolean isKnown = words.length == 1 || words[1].startsWith("-") || ofParley.contains(words[1]);
            return isKnown ? List.of() : List.of("parley has no command " + words[1]);
        }
        Path script = MarkdownPage.ROOT.resolve(words[0]);
        return words[0].contains("/") && Files.isRegularFile(script) && Files.isExecutable(script)
                ? List.of()
                : List.of("no command " + words[0]);
    }

    private static List<String> modules(String command) {
        List<String> missing = new ArrayList<>();
        Matcher list = MODULES.matcher(command);
        while (list.find()) {
            for (String module : list.group(1).split(",")) {
                if (!Files.exists(MarkdownPage.ROOT.resolve(module))) {
                    missing.add("no module " + module);
                }
            }
        }
        return missing;
    }
}
