package dev.parley.sieve;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Arrows point inwards: octets become values, values a dialog, a dialog the Jakarta Mail API. */
class RingsTest {
    private static final String FACE = "dev.parley.sieve";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(FACE);

    @Test
    void valuesDoNoIo() {
        noClasses()
                .that()
                .resideInAPackage("dev.parley.sieve.protocol")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FACE, "dev.parley.sieve.dialog", "dev.parley.net", "java.net", "jakarta..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(InputStream.class)
                .check(CLASSES);
    }

    @Test
    void theDialogKnowsNoJakartaMail() {
        noClasses()
                .that()
                .resideInAPackage("dev.parley.sieve.dialog")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FACE, "jakarta..", "org.eclipse.angus..")
                .check(CLASSES);
    }

    @Test
    void noMethodIsSynchronized() {
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage("dev.parley.sieve..")
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .check(CLASSES);
    }
}
