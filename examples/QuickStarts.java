import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the quick starts of a page word for word: writes the files of each section to an empty folder, runs its commands
 * while the server of the page runs, and compares the outputs of both with the page.
 *
 * <p>The last line before a block declares it: the name of a file in backquotes, {@link #OUTPUT} or {@link #RECEIVED}. An
 * indented block has commands for a shell. In an output, a line {@code ...} stands for any lines. Times, identifiers, sizes
 * and host names may differ.
 *
 * <p>Usage: {@code java QuickStarts.java PAGE [SECTION...]}, in the folder of Parley
 */
public final class QuickStarts {
    private static final String OUTPUT = "Output:";
    private static final String RECEIVED = "Output of `parley server`:";
    private static final Pattern FILE = Pattern.compile("`([^`]+)`:");
    private static final Pattern SERVER = Pattern.compile(" {4}(\\./parley server.*)");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** What may differ from the page, and what replaces it on both sides. */
    private static final Map<Pattern, String> VARIABLE = new LinkedHashMap<>();

    static {
        variable("\\x1b\\[[0-9;]*m", ""); // a colour
        variable("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(Z|[+-]\\d\\d:\\d\\d)", "TIME");
        variable("^(Date|Message-ID): .*", "$1: VALUE");
        variable("^Received: from .*", "Received: from HOST");
        variable("^   \\+\\d+\\.\\d{3} ", "   TIME ");
        variable(" *\\d+\\.\\d ms", " MILLIS");
        variable("\\b[0-9a-f]{8}\\b", "ID");
        variable("(?<= )\\d+(?= --- )", "PID");
        variable("EHLO \\S+", "EHLO HOST");
        variable("from [0-9.]+:\\d+", "from ADDRESS");
        variable("^== message \\d+", "== message N");
        variable("^\\d{4}-\\d\\d-\\d\\d [\\d:,]+ ", "TIME ");
        variable("\\b\\d+\\.\\d+s\\b", "SECONDS");
        variable("SIZE=\\d+", "SIZE=N");
        variable("\\b\\d+ octets", "N octets");
    }

    private static void variable(String regex, String replacement) {
        VARIABLE.put(Pattern.compile(regex), replacement);
    }

    private record Block(int line, List<String> lines) {}

    private record Section(String name, Map<String, Block> files, List<String> commands, Map<String, Block> outputs) {
        Section(String name) {
            this(name, new LinkedHashMap<>(), new ArrayList<>(), new LinkedHashMap<>());
        }
    }

    private final Path page;
    private final Path work;
    private final List<Section> sections = new ArrayList<>();
    private String serverCommand;
    private int problems;

    private QuickStarts(Path page, Path work) throws IOException {
        this.page = page;
        this.work = work;
        read(Files.readAllLines(page));
    }

    public static void main(String[] arguments) throws Exception {
        List<String> chosen = List.of(arguments).subList(1, arguments.length);
        Path work = Files.createTempDirectory("quick-starts");
        QuickStarts starts = new QuickStarts(Path.of(arguments[0]), work);
        try {
            starts.requireSections(chosen);
            starts.follow(chosen);
        } finally {
            delete(work);
        }
        System.exit(starts.problems == 0 ? 0 : 1);
    }

    private void read(List<String> lines) throws IOException {
        Section section = new Section("");
        String label = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("## ")) {
                section = new Section(line.substring(3));
                sections.add(section);
            } else if (line.startsWith("```")) {
                int first = i + 1;
                while (!lines.get(++i).equals("```")) {}
                Block block = new Block(first + 1, lines.subList(first, i));
                Matcher file = FILE.matcher(label);
                if (file.matches()) {
                    section.files.put(file.group(1), block);
                } else if (label.equals(OUTPUT) || label.equals(RECEIVED)) {
                    section.outputs.put(label, block);
                } else {
                    throw new IOException(page + ":" + first + ": no file, and no output: " + label);
                }
            } else if (SERVER.matcher(line).matches()) {
                serverCommand = line.strip();
            } else if (line.startsWith("    ") && !section.files.isEmpty()) {
                section.commands.add(line.strip());
            }
            label = line.isBlank() ? label : line;
        }
        sections.removeIf(each -> each.files.isEmpty());
        if (sections.isEmpty()) {
            throw new IOException(page + " has no quick start");
        }
    }

    private void requireSections(List<String> names) throws IOException {
        List<String> known = sections.stream().map(each -> each.name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IOException(page + " has no quick start \"" + name + "\": choose from " + known);
            }
        }
    }

    private void follow(List<String> chosen) throws Exception {
        Process server = shell(serverCommand, Path.of("").toAbsolutePath()).start();
        try {
            // The second line of the output: both ports are open.
            String ports = "";
            while (!ports.matches("(?s).*ManageSieve on .*\n")) {
                int next = server.getInputStream().read();
                if (next < 0) {
                    throw new IOException(serverCommand + " has ended: " + ports);
                }
                ports += (char) next;
            }
            for (Section section : sections) {
                if (chosen.isEmpty() || chosen.contains(section.name)) {
                    follow(section, server.getInputStream());
                }
            }
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private void follow(Section section, InputStream server) throws Exception {
        System.out.println("\n-- " + section.name);
        long begin = System.nanoTime();
        int before = problems;
        Path folder = Files.createDirectory(work.resolve("start-" + sections.indexOf(section)));
        for (Map.Entry<String, Block> file : section.files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue().lines);
        }
        Path output = work.resolve("client.txt");
        Process client = shell(String.join("\n", section.commands), folder)
                .redirectOutput(output.toFile())
                .start();
        if (!client.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            client.descendants().forEach(ProcessHandle::destroyForcibly);
            client.destroyForcibly().waitFor();
        }
        if (client.exitValue() != 0) {
            problem(section.name + ": exit status " + client.exitValue());
        }
        compare(section, OUTPUT, Files.readAllLines(output));
        // The server prints a message before it replies to the client.
        String received = new String(server.readNBytes(server.available()), UTF_8);
        compare(section, RECEIVED, received.lines().toList());
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        System.out.println((problems == before ? "ok " : "FAILED ") + section.name + ", " + seconds + " s");
    }

    private static ProcessBuilder shell(String commands, Path folder) {
        return new ProcessBuilder("bash", "-e", "-c", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
    }

    private void compare(Section section, String label, List<String> actual) {
        Block expected = section.outputs.getOrDefault(label, new Block(0, List.of()));
        List<String> wanted = normalised(expected.lines);
        List<String> found = normalised(actual);
        int matching = wanted.size();
        while (!matches(wanted.subList(0, matching), found, matching < wanted.size())) {
            matching--;
        }
        if (matching == wanted.size() && matches(wanted, found, false)) {
            return;
        }
        String missing = matching < wanted.size() ? wanted.get(matching) : "the end of the output";
        problem(page + ":" + (expected.line + matching) + ": " + label + " has not, in this place: " + missing);
        actual.forEach(line -> System.out.println("  | " + line));
    }

    /** @param open further lines may follow */
    private static boolean matches(List<String> wanted, List<String> found, boolean open) {
        if (wanted.isEmpty()) {
            return open || found.isEmpty();
        }
        List<String> rest = wanted.subList(1, wanted.size());
        if (!wanted.get(0).equals("...")) {
            return !found.isEmpty()
                    && wanted.get(0).equals(found.get(0))
                    && matches(rest, found.subList(1, found.size()), open);
        }
        for (int i = 0; i <= found.size(); i++) {
            if (matches(rest, found.subList(i, found.size()), open)) {
                return true;
            }
        }
        return false;
    }

    /** The lines without what may differ, and without empty lines at the begin and at the end. */
    private static List<String> normalised(List<String> lines) {
        List<String> all = new ArrayList<>();
        for (String line : lines) {
            String normal = line;
            for (Map.Entry<Pattern, String> each : VARIABLE.entrySet()) {
                normal = each.getKey().matcher(normal).replaceAll(each.getValue());
            }
            if (!normal.isBlank() || !all.isEmpty()) {
                all.add(normal.stripTrailing());
            }
        }
        while (!all.isEmpty() && all.get(all.size() - 1).isEmpty()) {
            all.remove(all.size() - 1);
        }
        return all;
    }

    private void problem(String text) {
        System.out.println(text);
        problems++;
    }

    private static void delete(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            List<Path> entries;
            try (var files = Files.list(file)) {
                entries = files.toList();
            }
            for (Path entry : entries) {
                delete(entry);
            }
        }
        Files.delete(file);
    }
}
