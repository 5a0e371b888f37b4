package dev.parley.site;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The links of the pages lead to files of the repository and to headings. Links to other sites are URLs; {@code
 * site/check-external-links} requests them.
 */
class LinksTest {
    static List<MarkdownPage> pages() throws IOException {
        return MarkdownPage.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToSomething(MarkdownPage page) throws IOException {
        List<String> broken = new ArrayList<>();
        for (MarkdownPage.Target link : page.links()) {
            problem(page, link.target())
                    .ifPresent(problem -> broken.add(page.path() + ":" + link.line() + ": " + problem));
        }
        assertEquals(List.of(), broken);
    }

    /** The navigation of the site consists of the links of docs/index.md. */
    @Test
    void everyPageInDocsIsInTheNavigation() throws IOException {
        Set<String> missing = new TreeSet<>(MarkdownPage.paths());
        missing.removeIf(path -> !path.startsWith("docs/"));
        missing.remove("docs/index.md");
        for (MarkdownPage.Target link : MarkdownPage.read("docs/index.md").links()) {
            missing.remove("docs/" + link.target());
        }
        assertEquals(Set.of(), missing, "docs/index.md has no link to these pages");
    }

    @Test
    void brokenLinksAreFound() throws IOException {
        MarkdownPage page = MarkdownPage.parse("docs/x.md", """
                ## A heading: `code`

                [a](#a-heading-code) [b](trace.md#invalid-settings) [c](../examples/run) ![d](trace.png)

                [e](#no-heading) [f](trace.md#no-heading) [g](no-page.md) ![h](no-picture.png) [i](../../outside)
                [j](https://no host/) [k](http:nothing) [l](../core/target)
                """);
        List<String> broken = new ArrayList<>();
        for (MarkdownPage.Target link : page.links()) {
            problem(page, link.target()).ifPresent(problem -> broken.add(link.line() + ": " + problem));
        }
        assertEquals(
                List.of(
                        "5: #no-heading leads to no heading",
                        "5: trace.md#no-heading leads to no heading",
                        "5: no-page.md leads to no file",
                        "5: no-picture.png leads to no file",
                        "5: ../../outside leads to no file",
                        "6: http:nothing is no URL of a site",
                        "6: ../core/target leads to no file"),
                broken);
    }

    private static Optional<String> problem(MarkdownPage page, String target) throws IOException {
        if (target.matches("[a-z]+:.*")) {
            return isOfASite(target) ? Optional.empty() : Optional.of(target + " is no URL of a site");
        }
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file = Path.of(page.path()).resolveSibling(path).normalize();
        if (!path.isEmpty()) {
            boolean isOutside = file.startsWith("..");
            boolean isBuilt = List.of(file.toString().split("/")).contains("target");
            if (isOutside || isBuilt || !Files.exists(MarkdownPage.ROOT.resolve(file))) {
                return Optional.of(target + " leads to no file");
            }
        }
        if (hash < 0) {
            return Optional.empty();
        }
        Set<String> anchors = page.anchors();
        if (!path.isEmpty()) {
            anchors = path.endsWith(".md") ? MarkdownPage.read(file.toString()).anchors() : Set.of();
        }
        String anchor = target.substring(hash + 1);
        return anchors.contains(anchor) ? Optional.empty() : Optional.of(target + " leads to no heading");
    }

    private static boolean isOfASite(String target) {
        try {
            URI url = new URI(target);
            boolean isWeb = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            return isWeb && url.getHost() != null && url.getHost().contains(".")
                    || "mailto".equals(url.getScheme()) && target.contains("@");
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
