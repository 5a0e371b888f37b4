package dev.parley.testing.dialog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dialog files show only what the case is about: lines that stand in a fifth of all files are at most a quarter of all. */
class CommonLinesTest {
    @ParameterizedTest
    @ValueSource(strings = {"../provider", "../sieve-store"})
    void areFew(String module) throws IOException {
        List<Path> files = DialogScript.files(Path.of(module, "src/test/resources/dialogs"));
        Map<String, Integer> occurrences = new HashMap<>();
        Map<String, Integer> filesWith = new HashMap<>();
        int all = 0;
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            all += lines.size();
            lines.forEach(line -> occurrences.merge(line, 1, Integer::sum));
            new HashSet<>(lines).forEach(line -> filesWith.merge(line, 1, Integer::sum));
        }
        int common = occurrences.entrySet().stream()
                .filter(line -> filesWith.get(line.getKey()) * 5 >= files.size())
                .mapToInt(Map.Entry::getValue)
                .sum();
        String share = common + " of " + all + " lines stand in at least a fifth of the " + files.size() + " files";
        assertTrue(files.size() >= 100 && common * 4 <= all, share);
    }
}
