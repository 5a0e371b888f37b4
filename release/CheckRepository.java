import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Checks a repository of files that {@code release/build} made: what Maven Central requires of each artifact, the licence in
 * each jar, the packages in the Javadoc, the auto-configurations, and the list of the BOM. With the repository of a second
 * build, also that both have the same bytes, except signatures and the time of the deployment. With {@code --publish}, also
 * that no POM contains a placeholder.
 *
 * <p>Usage: {@code java CheckRepository.java [--publish] REPOSITORY [OTHER]}
 */
public final class CheckRepository {
    private static final Set<String> WITHOUT_JAR = Set.of("parley", "parley-bom");
    private static final List<String> REQUIRED_BY_CENTRAL =
            List.of("name", "description", "url", "licenses", "developers", "scm");

    /** The host of the URLs that RELEASING.md lists. */
    private static final String PLACEHOLDER = "parley.example";

    private final Path root;
    private final List<String> problems = new ArrayList<>();
    private int files;

    private CheckRepository(Path repository) {
        this.root = repository.resolve("dev/parley");
    }

    public static void main(String[] arguments) throws Exception {
        List<String> options = new ArrayList<>(List.of(arguments));
        boolean publish = options.remove("--publish");
        CheckRepository check = new CheckRepository(Path.of(options.get(0)));
        check.artifacts();
        if (publish) {
            check.noPlaceholders();
        }
        if (options.size() > 1) {
            check.compareWith(Path.of(options.get(1)).resolve("dev/parley"));
        }
        check.problems.forEach(System.err::println);
        System.out.println(check.files + " files, " + check.problems.size() + " problems");
        System.exit(check.problems.isEmpty() ? 0 : 1);
    }

    private void artifacts() throws Exception {
        Set<String> found = new TreeSet<>();
        for (Path folder : list(root)) {
            found.add(folder.getFileName().toString());
            for (Path version : list(folder)) {
                if (Files.isDirectory(version)) {
                    artifact(folder.getFileName().toString(), version);
                }
            }
        }
        Path bom = single(root.resolve("parley-bom"));
        Set<String> listed = new TreeSet<>(WITHOUT_JAR);
        Element dependencies = child(child(pom(bom, "parley-bom"), "dependencyManagement"), "dependencies");
        for (Element dependency : children(dependencies)) {
            listed.add(child(dependency, "artifactId").getTextContent());
        }
        require(listed.equals(found), "parley-bom lists " + listed + ", published are " + found);
    }

    private void artifact(String name, Path folder) throws Exception {
        String prefix = name + "-" + folder.getFileName();
        List<String> expected = new ArrayList<>(List.of(".pom", "-cyclonedx.json", "-cyclonedx.xml"));
        if (!WITHOUT_JAR.contains(name)) {
            expected.addAll(List.of(".jar", "-sources.jar", "-javadoc.jar"));
        }
        for (String suffix : List.copyOf(expected)) {
            expected.add(suffix + ".asc");
        }
        Set<String> present = new TreeSet<>();
        for (Path file : list(folder)) {
            String own = file.getFileName().toString();
            if (!own.endsWith(".md5") && !own.endsWith(".sha1")) {
                present.add(own.substring(prefix.length()));
                files++;
                if (!own.endsWith(".asc")) {
                    checksum(file, "MD5", ".md5");
                    checksum(file, "SHA-1", ".sha1");
                }
            }
        }
        require(present.equals(new TreeSet<>(expected)), prefix + " has the files " + present + ", not " + expected);
        for (String element : REQUIRED_BY_CENTRAL) {
            require(has(folder, name, element), prefix + ".pom has no " + element);
        }
        if (!WITHOUT_JAR.contains(name)) {
            licence(folder.resolve(prefix + ".jar"));
            licence(folder.resolve(prefix + "-sources.jar"));
            licence(folder.resolve(prefix + "-javadoc.jar"));
            javadoc(folder.resolve(prefix + ".jar"), folder.resolve(prefix + "-javadoc.jar"));
            autoConfigurations(folder.resolve(prefix + ".jar"));
        }
    }

    /** A published POM cannot be replaced. */
    private void noPlaceholders() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path pom : all.filter(each -> each.toString().endsWith(".pom")).sorted().toList()) {
                require(!Files.readString(pom).contains(PLACEHOLDER), pom + " contains " + PLACEHOLDER);
            }
        }
    }

    private void checksum(Path file, String algorithm, String suffix) throws IOException, NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file));
        Path stored = file.resolveSibling(file.getFileName() + suffix);
        boolean same = Files.exists(stored)
                && Files.readString(stored).strip().equals(HexFormat.of().formatHex(hash));
        require(same, stored + " is missing or wrong");
    }

    private void licence(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            require(jar.getEntry("META-INF/LICENSE") != null, file + " has no META-INF/LICENSE");
        }
    }

    /** The Javadoc has the packages that the module exports to all modules. */
    private void javadoc(Path file, Path javadoc) throws IOException {
        try (JarFile jar = new JarFile(file.toFile());
                JarFile pages = new JarFile(javadoc.toFile())) {
            ZipEntry descriptor = jar.getEntry("module-info.class");
            if (descriptor == null) {
                return;
            }
            ModuleDescriptor module = ModuleDescriptor.read(jar.getInputStream(descriptor));
            Set<String> exported = module.exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> documented = pages.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith("/package-summary.html"))
                    .map(name -> name.substring(name.indexOf('/') + 1, name.lastIndexOf('/')))
                    .map(name -> name.replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
            require(documented.equals(exported), javadoc + " documents " + documented + ", exported are " + exported);
        }
    }

    /** A jar with auto-configurations for Spring Boot has their classes, and the metadata of properties. */
    private void autoConfigurations(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            ZipEntry imports = jar.getEntry(
                    "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports");
            if (imports == null) {
                return;
            }
            String names = new String(jar.getInputStream(imports).readAllBytes(), StandardCharsets.UTF_8);
            for (String name : names.split("\\s+")) {
                require(
                        jar.getEntry(name.replace('.', '/') + ".class") != null,
                        file + " has no class " + name + ", which is listed as an auto-configuration");
            }
            require(
                    jar.getEntry("META-INF/spring-configuration-metadata.json") != null,
                    file + " has no META-INF/spring-configuration-metadata.json");
        }
    }

    private void compareWith(Path other) throws IOException {
        Set<Path> own = comparable(root);
        require(own.equals(comparable(other)), root + " and " + other + " do not have the same files");
        for (Path file : own) {
            Path second = other.resolve(file);
            if (Files.exists(second)) {
                require(Files.mismatch(root.resolve(file), second) < 0, file + " differs in " + other);
            }
        }
    }

    /** Without signatures, and without the index of versions, which has the time of the deployment. */
    private static Set<Path> comparable(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().contains(".asc"))
                    .filter(file -> !file.getFileName().toString().startsWith("maven-metadata.xml"))
                    .map(folder::relativize)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Whether the POM has the element, or inherits it. */
    private boolean has(Path folder, String artifact, String element) throws Exception {
        Element pom = pom(folder, artifact);
        if (child(pom, element) != null) {
            return true;
        }
        Element parent = child(pom, "parent");
        if (parent == null || element.equals("name")) { // Maven does not inherit it.
            return false;
        }
        String name = child(parent, "artifactId").getTextContent();
        return has(root.resolve(name).resolve(child(parent, "version").getTextContent()), name, element);
    }

    private static Element pom(Path folder, String artifact) throws Exception {
        Path file = folder.resolve(artifact + "-" + folder.getFileName() + ".pom");
        Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        return document.getDocumentElement();
    }

    /** Null where there is none. */
    private static Element child(Element of, String name) {
        for (Element each : children(of)) {
            if (each.getTagName().equals(name)) {
                return each;
            }
        }
        return null;
    }

    private static List<Element> children(Element of) {
        List<Element> children = new ArrayList<>();
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static Path single(Path folder) throws IOException {
        return list(folder).stream().filter(Files::isDirectory).findFirst().orElseThrow();
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        }
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }
}
