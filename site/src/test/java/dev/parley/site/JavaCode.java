package dev.parley.site;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a block of Java: statements, members of a class, or a whole file. It may use the names of {@link Context}. */
final class JavaCode {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, Locale.ROOT, null);
    private static final List<String> OPTIONS = List.of("-proc:none", "-Xlint:none");

    private static final Pattern IMPORT = Pattern.compile("(?m)^(?:package|import) [^;]*;");
    private static final Pattern TYPE = Pattern.compile("(?m)^(?:[a-z]+ )*(?:class|interface|enum|record) (\\w+)");

    /** What a page need not import. */
    private static final String IMPORTED = imports(
            "java.io.*",
            "java.nio.file.*",
            "java.time.*",
            "java.util.*",
            "java.util.concurrent.*",
            "jakarta.mail.*",
            "jakarta.mail.internet.*",
            "dev.parley.login.*",
            "dev.parley.replay.*",
            "dev.parley.sieve.*",
            "dev.parley.smtp.*",
            "dev.parley.smtp.Verification", // not that of dev.parley.trace
            "dev.parley.trace.*",
            "org.springframework.beans.factory.config.*",
            "org.springframework.context.annotation.*",
            "org.springframework.mail.javamail.*");

    private JavaCode() {}

    private static String imports(String... names) {
        StringBuilder imports = new StringBuilder();
        for (String name : names) {
            imports.append("import ").append(name).append("; ");
        }
        return imports.toString();
    }

    /** The errors of a block, each with its place in the page. */
    static List<String> errors(CodeBlock block) throws IOException {
        List<String> fewest = null;
        for (Source source : sources(block.code())) {
            List<String> errors = errors(block, source);
            if (errors.isEmpty()) {
                return errors;
            }
            if (fewest == null || errors.size() < fewest.size()) {
                fewest = errors;
            }
        }
        return fewest;
    }

    /** What the block may be. Its first line is the second of each source. */
    private static List<Source> sources(String code) {
        // The imports are in the first line of the source, so that the lines of the block keep their numbers.
        StringBuilder imports = new StringBuilder();
        Matcher own = IMPORT.matcher(code);
        String body = own.replaceAll(found -> {
            imports.append(found.group()).append(' ');
            return "";
        });
        String start = imports.append(IMPORTED).toString();
        String type = start + "class Snippet extends dev.parley.site.Context { ";
        List<Source> sources = new ArrayList<>();
        sources.add(new Source("Snippet", type + "void run() throws Exception {\n" + body + "\n}}"));
        sources.add(new Source("Snippet", type + "\n" + body + "\n}"));
        Matcher name = TYPE.matcher(code);
        if (name.find()) {
            sources.add(0, new Source(name.group(1), start + "\n" + body));
        }
        return sources;
    }

    private static List<String> errors(CodeBlock block, Source source) throws IOException {
        DiagnosticCollector<JavaFileObject> collected = new DiagnosticCollector<>();
        JavacTask task = (JavacTask) COMPILER.getTask(null, FILES, collected, OPTIONS, null, List.of(source));
        task.analyze();
        List<String> errors = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> each : collected.getDiagnostics()) {
            if (each.getKind() == Diagnostic.Kind.ERROR) {
                int line = Math.max(0, (int) each.getLineNumber() - 2);
                errors.add(block.at(line) + ": " + each.getMessage(Locale.ROOT).replace('\n', ' '));
            }
        }
        return errors;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String name, String code) {
            super(URI.create("string:///" + name + Kind.SOURCE.extension), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
