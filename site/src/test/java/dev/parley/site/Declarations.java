package dev.parley.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code declared-blocks.txt}: the blocks that another test compares, and those that no test can check, with a reason. A line
 * is {@code page | language | begin of the first line, or * | test or "reviewed: reason"}. The test is a class, or the path of
 * a script.
 */
final class Declarations {
    static final String FILE = "declared-blocks.txt";
    private static final String REVIEWED = "reviewed: ";

    private final List<Declaration> declarations = new ArrayList<>();

    private record Declaration(String line, String page, String language, String begin, String coveredBy) {
        boolean covers(CodeBlock block) {
            return page.equals(block.page())
                    && language.equals(block.language())
                    && (begin.equals("*") || block.firstLine().startsWith(begin));
        }
    }

    Declarations() throws IOException {
        for (String line : Files.readAllLines(Path.of("src/test/resources", FILE))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                // The first line of a block may have a bar.
                String[] ends = line.split(" \\| ", 3);
                int last = ends[2].lastIndexOf(" | ");
                declarations.add(new Declaration(
                        line, ends[0], ends[1], ends[2].substring(0, last), ends[2].substring(last + 3)));
            }
        }
    }

    boolean cover(CodeBlock block) {
        return declarations.stream().anyMatch(each -> each.covers(block));
    }

    /** The lines that declare no block, and those whose test does not exist or does not name the page. */
    List<String> errors(List<CodeBlock> blocks) throws IOException {
        Map<String, String> tests = tests();
        List<String> errors = new ArrayList<>();
        for (Declaration each : declarations) {
            if (blocks.stream().noneMatch(each::covers)) {
                errors.add("no such block: " + each.line());
            } else if (!each.coveredBy().startsWith(REVIEWED)) {
                Path script = MarkdownPage.ROOT.resolve(each.coveredBy());
                String source = Files.isExecutable(script) ? Files.readString(script) : tests.get(each.coveredBy());
                String name = Path.of(each.page()).getFileName().toString();
                if (source == null) {
                    errors.add("no such test: " + each.line());
                } else if (!source.contains(name)) {
                    errors.add(each.coveredBy() + " does not name " + name + ": " + each.line());
                }
            } else if (each.coveredBy().length() < REVIEWED.length() + 10) {
                errors.add("no reason: " + each.line());
            }
        }
        return errors;
    }

    /** The sources of the tests, by the name of the class. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(MarkdownPage.ROOT, 12)) {
            for (Path file : files.filter(file -> file.toString().matches(".*/src/test/java/.*(Test|IT)\\.java"))
                    .collect(Collectors.toList())) {
                String name = file.getFileName().toString().replace(".java", "");
                tests.merge(name, Files.readString(file), String::concat);
            }
        }
        return tests;
    }
}
