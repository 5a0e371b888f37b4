package dev.parley.junit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/testing-with-parley.md shows the recipes that run here. */
class RecipesPageTest {
    private static final Path PAGE = Path.of("../docs/testing-with-parley.md");
    private static final Path RECIPES = Path.of("src/test/java/dev/parley/junit/recipes");

    @Test
    void thePageShowsEachRecipe() throws IOException {
        String page = Files.readString(PAGE);
        List<Path> recipes;
        try (Stream<Path> files = Files.list(RECIPES)) {
            recipes = files.sorted().toList();
        }
        assertTrue(recipes.size() >= 5, recipes::toString);
        for (Path recipe : recipes) {
            String test = Files.readString(recipe).replace("package dev.parley.junit.recipes;\n\n", "");
            assertTrue(page.contains("```java\n" + test + "```\n"), () -> "the page must have:\n" + test);
        }
    }
}
