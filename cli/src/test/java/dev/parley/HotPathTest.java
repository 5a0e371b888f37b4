package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Between sendMessage, or an operation of the store, and the socket there are loops and arrays: no Optional that is stored
 * or passed, no stream, no lambda, no regular expression. What the compiler generates for records is exempt.
 */
class HotPathTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(
                    "dev.parley.smtp.connection",
                    "dev.parley.smtp.transaction",
                    "dev.parley.smtp.protocol",
                    "dev.parley.sieve.connection",
                    "dev.parley.sieve.protocol",
                    "dev.parley.wire");

    /** Methods of String that compile a regular expression. */
    private static final Set<String> REGEX = Set.of("split", "matches", "replaceAll", "replaceFirst");

    @Test
    void noOptionalIsStoredOrPassed() {
        List<String> found = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            for (JavaField field : type.getFields()) {
                if (isOptional(field.getRawType())) {
                    found.add(field.getFullName());
                }
            }
            for (JavaCodeUnit method : type.getCodeUnits()) {
                if (method.getRawParameterTypes().stream().anyMatch(HotPathTest::isOptional)) {
                    found.add(method.getFullName());
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void noRegularExpressionByString() {
        List<String> found = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
                if (call.getTargetOwner().isEquivalentTo(String.class) && REGEX.contains(call.getName())) {
                    found.add(call.getDescription());
                }
            }
        }
        assertEquals(List.of(), found);
    }

    /** A lambda is an invokedynamic instruction whose bootstrap method is in the constant pool; so are the others' names. */
    @Test
    void noLambdaStreamOrPattern() throws IOException {
        List<String> found = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            String constants = constants(type);
            for (String forbidden :
                    List.of("java/lang/invoke/LambdaMetafactory", "java/util/stream/", "java/util/regex/")) {
                if (constants.contains(forbidden)) {
                    found.add(type.getName() + " uses " + forbidden);
                }
            }
        }
        assertEquals(List.of(), found);
        assertTrue(CLASSES.size() > 100);
    }

    private static boolean isOptional(JavaClass type) {
        return type.getName().startsWith("java.util.Optional");
    }

    private static String constants(JavaClass type) throws IOException {
        String file = "/" + type.getName().replace('.', '/') + ".class";
        try (InputStream in = HotPathTest.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
