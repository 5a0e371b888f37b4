package dev.parley.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataProperty;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataRepository;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataRepositoryJsonBuilder;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** The metadata of properties together with that of Spring Boot, as a development environment reads it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MetadataTest {
    private static final String MAP = "spring.mail.properties";

    private static ConfigurationMetadataRepository all() throws IOException {
        ConfigurationMetadataRepositoryJsonBuilder builder = ConfigurationMetadataRepositoryJsonBuilder.create();
        List<URL> files = Collections.list(
                MetadataTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"));
        for (URL file : files) {
            try (InputStream in = file.openStream()) {
                builder.withJsonResource(in);
            }
        }
        return builder.build();
    }

    @Test
    void hasTypeDescriptionDefaultAndValues() throws IOException {
        ConfigurationMetadataProperty required = all().getAllProperties().get(MAP + ".mail.smtp.starttls.required");
        assertEquals("java.lang.Boolean", required.getType());
        assertTrue(
                required.getDescription().startsWith("Connecting fails without STARTTLS."), required.getDescription());
        ConfigurationMetadataProperty time = all().getAllProperties().get(MAP + ".mail.smtps.connectiontimeout");
        assertEquals(60000, time.getDefaultValue());
        ConfigurationMetadataProperty trace = all().getAllProperties().get("parley.mail.trace");
        assertEquals("log", trace.getHints().getValueHints().get(4).getValue());
    }

    @Test
    void theMapOfSpringBootIsStillThere() throws IOException {
        ConfigurationMetadataProperty map = all().getAllProperties().get(MAP);
        assertEquals("java.util.Map<java.lang.String,java.lang.String>", map.getType());
    }

    @Test
    void parleysOwnPropertiesAreThose() throws IOException {
        Set<String> names = new TreeSet<>();
        all().getAllProperties().keySet().stream()
                .filter(name -> name.startsWith("parley."))
                .forEach(names::add);
        Set<String> components = Stream.of(ParleyMailProperties.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> "parley.mail." + name.replaceAll("([A-Z])", "-$1").toLowerCase())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(components, names);
    }

    /** A file cannot have an object: the observer, the listener. */
    @Test
    void eachPropertyHasADescriptionAndNoneIsAnObject() throws IOException {
        List<String> wrong = new ArrayList<>();
        all().getAllProperties().forEach((name, property) -> {
            String description = property.getDescription();
            boolean isOurs = name.startsWith(MAP + ".") || name.startsWith("parley.");
            if (isOurs && (description == null || description.isBlank() || description.contains(" object."))) {
                wrong.add(name);
            }
        });
        assertEquals(List.of(), wrong);
        assertFalse(all().getAllProperties().containsKey(MAP + ".mail.smtp.observer"));
        assertFalse(all().getAllProperties().containsKey(MAP + ".mail.smtp.delivery.listener"));
    }

    /** Also those with capital letters. */
    @Test
    void eachPropertyOfTheMapReachesTheSession() throws Exception {
        List<String> names = all().getAllProperties().keySet().stream()
                .filter(name -> name.startsWith(MAP + "."))
                .toList();
        assertTrue(names.size() > 200, names::toString);
        List<String> properties = new ArrayList<>(List.of("spring.mail.host=localhost"));
        names.forEach(name -> properties.add(name + "=1"));
        try (App app = App.run(App.Plain.class, properties.toArray(String[]::new))) {
            Properties received = app.bean(JavaMailSenderImpl.class).getJavaMailProperties();
            for (String name : names) {
                assertEquals("1", received.getProperty(name.substring(MAP.length() + 1)), name);
            }
        }
    }
}
