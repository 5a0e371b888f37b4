package dev.parley;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Arrows point inwards: octets become values, values a dialog, a dialog the Jakarta Mail API. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.parley");

    @Test
    void everyRoomIsSeen() {
        for (String room : List.of(
                "wire",
                "tls",
                "net",
                "sasl",
                "trace",
                "replay",
                "smtp.protocol",
                "smtp.dialog",
                "smtp",
                "sieve.protocol",
                "sieve.dialog",
                "sieve",
                "cli")) {
            assertTrue(CLASSES.containPackage("dev.parley." + room), room);
        }
    }

    @Test
    void wireKnowsNothingElse() {
        noClasses()
                .that()
                .resideInAPackage("dev.parley.wire..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("dev.parley.wire..", "java.io..", "java.nio..", "java.lang..", "java.util..")
                .check(CLASSES);
    }

    @Test
    void whatBothProtocolsShareKnowsNeither() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.parley.wire..",
                        "dev.parley.settings..",
                        "dev.parley.tls..",
                        "dev.parley.net..",
                        "dev.parley.sasl..",
                        "dev.parley.trace..",
                        "dev.parley.replay..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.parley.smtp..", "dev.parley.sieve..", "jakarta..", "org.eclipse.angus..")
                .check(CLASSES);
    }

    @Test
    void valuesDoNoIo() {
        noClasses()
                .that()
                .resideInAPackage("dev.parley.*.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.parley.*.dialog..", "dev.parley.net..", "java.net..", "jakarta..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(InputStream.class)
                .check(CLASSES);
    }

    @Test
    void theDialogsKnowNoJakartaMail() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.parley.*.dialog..", "dev.parley.*.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "org.eclipse.angus..", "dev.parley.smtp", "dev.parley.sieve")
                .check(CLASSES);
    }

    @Test
    void theTwoProtocolsDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("dev.parley.sieve..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.parley.smtp..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.parley.smtp..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.parley.sieve..")
                .check(CLASSES);
    }

    @Test
    void noPackagesGoRoundInCircles() {
        slices().matching("dev.parley.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
