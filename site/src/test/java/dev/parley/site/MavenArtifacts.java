package dev.parley.site;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The artifacts that the POMs of the build and of the examples name, with their versions. */
final class MavenArtifacts {
    private static final List<String> NAMING = List.of("project", "parent", "dependency", "plugin", "exclusion");
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");
    private static final String OWN = "dev.parley";

    private final Map<String, Set<String>> versions = new TreeMap<>();
    private final Map<String, String> properties = new HashMap<>();
    private final Set<String> published = new HashSet<>();
    private final String ownVersion;

    MavenArtifacts() throws IOException {
        List<Document> poms = new ArrayList<>();
        try (Stream<Path> files = Files.walk(MarkdownPage.ROOT, 4)) {
            for (Path file : files.filter(file -> file.endsWith("pom.xml")).toList()) {
                if (!file.toString().contains("/target/")) {
                    poms.add(document(Files.readString(file)));
                }
            }
        }
        for (Document pom : poms) {
            readProperties(pom);
        }
        for (Document pom : poms) {
            for (Element each : naming(pom)) {
                String artifact = key(each);
                versions.computeIfAbsent(artifact, name -> new HashSet<>()).add(resolved(text(each, "version")));
            }
        }
        Document bom = document(Files.readString(MarkdownPage.ROOT.resolve("bom/pom.xml")));
        ownVersion = text(bom.getDocumentElement(), "version");
        for (Element each : naming(bom)) {
            published.add(key(each));
        }
    }

    private static List<Element> naming(Document document) {
        List<Element> found = new ArrayList<>();
        for (String name : NAMING) {
            NodeList elements = document.getElementsByTagName(name);
            for (int i = 0; i < elements.getLength(); i++) {
                Element element = (Element) elements.item(i);
                if (!text(element, "artifactId").isEmpty()) {
                    found.add(element);
                }
            }
        }
        return found;
    }

    private static String key(Element element) {
        String group = text(element, "groupId");
        return (group.isEmpty() ? OWN : group) + ":" + text(element, "artifactId");
    }

    private static String text(Element parent, String name) {
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeName().equals(name)) {
                return child.getTextContent().strip();
            }
        }
        return "";
    }

    private void readProperties(Document pom) {
        NodeList lists = pom.getElementsByTagName("properties");
        for (int i = 0; i < lists.getLength(); i++) {
            for (Node child = lists.item(i).getFirstChild(); child != null; child = child.getNextSibling()) {
                properties.put(child.getNodeName(), child.getTextContent().strip());
            }
        }
    }

    private String resolved(String text) {
        Matcher property = PROPERTY.matcher(text);
        return property.matches() ? properties.getOrDefault(property.group(1), text) : text;
    }

    /** What is wrong with a block of XML: it is not well-formed, or an artifact does not exist in this build. */
    List<String> errors(CodeBlock block) {
        Document document;
        try {
            String content = block.code().replaceFirst("^\\s*<\\?xml.*?\\?>", "");
            document = document("<block>" + content + "</block>");
        } catch (IOException e) {
            return List.of(block.at(0) + ": " + e.getCause().getMessage());
        }
        List<String> errors = new ArrayList<>();
        for (Element each : naming(document)) {
            String artifact = key(each);
            String version = text(each, "version");
            if (artifact.startsWith(OWN + ":")) {
                if (!published.contains(artifact)) {
                    errors.add(block.at(0) + ": bom/pom.xml does not have " + artifact);
                } else if (!version.isEmpty() && !version.equals(ownVersion)) {
                    errors.add(block.at(0) + ": " + artifact + " has the version " + ownVersion + ", not " + version);
                }
            } else if (!versions.containsKey(artifact)) {
                errors.add(block.at(0) + ": no POM of the build or the examples names " + artifact);
            } else if (!version.isEmpty() && !versions.get(artifact).contains(resolved(version))) {
                errors.add(block.at(0) + ": " + artifact + " has the versions " + versions.get(artifact) + ", not "
                        + version);
            }
        }
        return errors;
    }

    private static Document document(String xml) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(xml)));
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException(e);
        }
    }
}
