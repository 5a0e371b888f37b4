package dev.parley.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each block of code in the pages is right: Java compiles, the artifacts, properties and commands exist, and JSON and YAML can be
 * parsed. Any other block is in {@code declared-blocks.txt}, with the test that compares it, or with a reason.
 */
class SnippetsTest {
    private static final Pattern MEANING =
            Pattern.compile("\\s*(?:meaning:|\\?  ) (?! *fix:)(.*?)(?: \\(RFC [^)]*\\))?");

    private static Declarations declarations;
    private static MavenArtifacts artifacts;
    private static PropertyNames properties;
    private static ShellCommands commands;

    @BeforeAll
    static void read() throws IOException {
        declarations = new Declarations();
        artifacts = new MavenArtifacts();
        properties = new PropertyNames();
        commands = new ShellCommands();
    }

    static List<CodeBlock> blocks() throws IOException {
        List<CodeBlock> blocks = new ArrayList<>();
        for (MarkdownPage page : MarkdownPage.all()) {
            blocks.addAll(page.blocks());
        }
        return blocks;
    }

    /** The blocks that this test checks itself. */
    static List<CodeBlock> undeclared() throws IOException {
        Declarations declared = new Declarations();
        return blocks().stream().filter(block -> !declared.cover(block)).toList();
    }

    @ParameterizedTest
    @MethodSource("undeclared")
    void theBlockIsRight(CodeBlock block) throws IOException {
        assertEquals(List.of(), errors(block));
    }

    @Test
    void theDeclarationsAreRight() throws IOException {
        assertEquals(List.of(), declarations.errors(blocks()));
        assertTrue(blocks().size() > 400, "blocks were not found");
    }

    /** Also in a reviewed block, a meaning is one of the catalogue. */
    @Test
    void theMeaningsAreThoseOfTheCatalogue() throws IOException {
        String catalogue = Files.readString(MarkdownPage.ROOT.resolve("docs/troubleshooting.md"))
                .replace("\\", "");
        List<String> errors = new ArrayList<>();
        for (CodeBlock block : blocks()) {
            List<String> lines = block.code().lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                Matcher meaning = MEANING.matcher(lines.get(i));
                if (meaning.matches() && !catalogue.contains("Meaning: " + meaning.group(1))) {
                    errors.add(block.at(i) + ": " + meaning.group(1));
                }
            }
        }
        assertEquals(List.of(), errors);
    }

    private static List<String> errors(CodeBlock block) throws IOException {
        return switch (block.language()) {
            case "java" -> JavaCode.errors(block);
            case "xml" -> artifacts.errors(block);
            case "properties" -> properties.errors(block);
            case "yaml" -> properties.yamlErrors(block);
            case "shell", "sh", "bash" -> commands.errors(block);
            case "json" -> jsonErrors(block);
            default ->
                List.of(block.at(0) + ": add the block to " + Declarations.FILE
                        + ", with the test that compares it, or with a reason why none can");
        };
    }

    private static List<String> jsonErrors(CodeBlock block) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(block.code())) {
            while (parser.nextToken() != null) {}
            return List.of();
        } catch (JsonProcessingException e) {
            return List.of(block.at(e.getLocation().getLineNr() - 1) + ": " + e.getOriginalMessage());
        }
    }

    @Test
    void wrongBlocksAreFound() throws IOException {
        MarkdownPage page = MarkdownPage.parse("x.md", """
                ```java
                int right = 1;
                int wrong = "text";
                ```

                1. ```java
                   import java.util.function.Supplier;
                   @Bean
                   Supplier<String> name() {
                       return Delivery::new;
                   }
                   ```

                ```xml
                <dependency>
                  <groupId>dev.parley</groupId>
                  <artifactId>parley-nothing</artifactId>
                </dependency>
                ```

                ```xml
                <dependency>
                  <groupId>dev.parley</groupId>
                  <artifactId>parley-provider</artifactId>
                  <version>0.0.1</version>
                </dependency>
                ```

                ```properties
                mail.smtp.host=x
                mail.smtps.nothing=x
                spring.mail.nothing=x
                spring.mail.properties.mail.smtp.nothing=x
                ```

                ```yaml
                spring:
                  mail:
                    host: x
                    nothing: x
                ```

                ```json
                {"a": }
                ```

                    mvn -pl nowhere verify | frobnicate 'a | b' # c | d
                    parley nothing; examples/nothing

                ```cobol
                DISPLAY
                ```
                """);
        List<String> errors = new ArrayList<>();
        for (CodeBlock block : page.blocks()) {
            errors.addAll(errors(block));
        }
        assertEquals(
                List.of(
                        "x.md:3: incompatible types: java.lang.String cannot be converted to int",
                        "x.md:10: incompatible types: invalid constructor reference",
                        "x.md:15: bom/pom.xml does not have dev.parley:parley-nothing",
                        "x.md:22: dev.parley:parley-provider has the version 0.2.0, not 0.0.1",
                        "x.md:30: no property mail.smtps.nothing",
                        "x.md:30: no property spring.mail.nothing",
                        "x.md:30: no property spring.mail.properties.mail.smtp.nothing",
                        "x.md:37: no property spring.mail.nothing",
                        "x.md:44: Unexpected character ('}' (code 125)): expected a value",
                        "x.md:47: no module nowhere",
                        "x.md:47: no command frobnicate",
                        "x.md:48: parley has no command nothing",
                        "x.md:48: no command examples/nothing",
                        "x.md:51: add the block to declared-blocks.txt, with the test that compares it, or with a reason"
                                + " why none can"),
                errors.stream()
                        .map(error -> error.replaceAll("(constructor reference).*", "$1"))
                        .toList());
    }
}
