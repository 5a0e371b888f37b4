package dev.parley.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A page of the repository: README.md, another page of the root folder, or a page in {@code docs/}.
 *
 * @param path the path in the repository
 * @param blocks the blocks of code, in the order of the page
 * @param links the targets of links and images
 * @param anchors the anchors that GitHub gives to the headings
 */
record MarkdownPage(String path, List<CodeBlock> blocks, List<Target> links, Set<String> anchors) {
    static final Path ROOT = Path.of("..");

    private static final Map<String, MarkdownPage> READ = new ConcurrentHashMap<>();
    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .build();
    private static final Pattern ATTRIBUTE = Pattern.compile("\\b(?:href|src)\\s*=\\s*[\"']([^\"']*)[\"']");

    /** What a link leads to, and the line of the link. */
    record Target(int line, String target) {}

    /** All pages. */
    static List<MarkdownPage> all() throws IOException {
        List<MarkdownPage> pages = new ArrayList<>();
        for (String path : paths()) {
            pages.add(read(path));
        }
        return pages;
    }

    /** The paths of all pages. */
    static Set<String> paths() throws IOException {
        Set<String> paths = new TreeSet<>();
        for (String folder : List.of("", "docs/")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.map(file -> folder + file.getFileName())
                        .filter(name -> name.endsWith(".md"))
                        .forEach(paths::add);
            }
        }
        return paths;
    }

    static MarkdownPage read(String path) throws IOException {
        MarkdownPage page = READ.get(path);
        if (page == null) {
            page = parse(path, Files.readString(ROOT.resolve(path)));
            READ.put(path, page);
        }
        return page;
    }

    static MarkdownPage parse(String path, String text) {
        Reader reader = new Reader(path);
        PARSER.parse(text).accept(reader);
        return new MarkdownPage(path, reader.blocks, reader.links, reader.anchors);
    }

    @Override
    public String toString() {
        return path;
    }

    private static final class Reader extends AbstractVisitor {
        private final String path;
        private final List<CodeBlock> blocks = new ArrayList<>();
        private final List<Target> links = new ArrayList<>();
        private final Set<String> anchors = new HashSet<>();

        Reader(String path) {
            this.path = path;
        }

        private static int line(Node node) {
            return node.getSourceSpans().get(0).getLineIndex() + 1;
        }

        @Override
        public void visit(FencedCodeBlock block) {
            String info = block.getInfo().strip();
            String language = info.isEmpty() ? "text" : info.split("\\s+", 2)[0];
            blocks.add(new CodeBlock(path, line(block) + 1, language, block.getLiteral()));
        }

        @Override
        public void visit(IndentedCodeBlock block) {
            blocks.add(new CodeBlock(path, line(block), "shell", block.getLiteral()));
        }

        @Override
        public void visit(Link link) {
            links.add(new Target(line(link), link.getDestination()));
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            links.add(new Target(line(image), image.getDestination()));
        }

        @Override
        public void visit(HtmlInline html) {
            ofHtml(html, html.getLiteral());
        }

        @Override
        public void visit(HtmlBlock html) {
            ofHtml(html, html.getLiteral());
        }

        private void ofHtml(Node node, String html) {
            Matcher attribute = ATTRIBUTE.matcher(html);
            while (attribute.find()) {
                links.add(new Target(line(node), attribute.group(1)));
            }
        }

        @Override
        public void visit(Heading heading) {
            StringBuilder words = new StringBuilder();
            heading.accept(new AbstractVisitor() {
                @Override
                public void visit(Text text) {
                    words.append(text.getLiteral());
                }

                @Override
                public void visit(Code code) {
                    words.append(code.getLiteral());
                }
            });
            String anchor = words.toString()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            for (int number = 0; !anchors.add(number == 0 ? anchor : anchor + "-" + number); number++) {}
            visitChildren(heading);
        }
    }
}
