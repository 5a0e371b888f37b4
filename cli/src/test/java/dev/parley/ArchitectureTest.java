package dev.parley;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.parley.sieve.ResponseCode;
import dev.parley.sieve.SieveCapabilities;
import dev.parley.smtp.DeliverBy;
import dev.parley.smtp.EnhancedStatus;
import dev.parley.smtp.FutureRelease;
import dev.parley.smtp.PoolStatistics;
import dev.parley.smtp.SendOptions;
import dev.parley.smtp.ValidSince;
import jakarta.mail.Session;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Dependencies point one way: bytes, values, connections, transactions, the Jakarta Mail API. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.parley");

    /** Values of the API that replies have, too. */
    private static final DescribedPredicate<JavaClass> VALUES_OF_THE_API = belongToAnyOf(
                    EnhancedStatus.class,
                    SendOptions.class,
                    DeliverBy.class,
                    FutureRelease.class,
                    PoolStatistics.class,
                    ValidSince.class,
                    ResponseCode.class,
                    SieveCapabilities.class)
            .or(name("dev.parley.smtp.DateTimes"));

    @Test
    void everyPackageIsImported() {
        for (String name : List.of(
                "wire",
                "tls",
                "net",
                "sasl",
                "trace",
                "replay",
                "smtp.protocol",
                "smtp.connection",
                "smtp.transaction",
                "smtp.mime",
                "smtp.async",
                "smtp.command",
                "smtp.pool",
                "smtp.send",
                "smtp",
                "sieve.protocol",
                "sieve.connection",
                "sieve.account",
                "sieve",
                "cli")) {
            assertTrue(CLASSES.containPackage("dev.parley." + name), name);
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
                .resideInAnyPackage(
                        "dev.parley.smtp.connection..",
                        "dev.parley.smtp.transaction..",
                        "dev.parley.sieve.connection..",
                        "dev.parley.net..",
                        "java.net..",
                        "jakarta..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(InputStream.class)
                .check(CLASSES);
    }

    @Test
    void connectionsKnowNoJakartaMail() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.parley.smtp.connection..",
                        "dev.parley.smtp.transaction..",
                        "dev.parley.sieve.connection..",
                        "dev.parley.*.protocol..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "jakarta..",
                                "org.eclipse.angus..",
                                "dev.parley.smtp",
                                "dev.parley.smtp.mime..",
                                "dev.parley.smtp.send..",
                                "dev.parley.sieve",
                                "dev.parley.sieve.account..")
                        .and(not(VALUES_OF_THE_API)))
                .check(CLASSES);
    }

    /** Only a Session, which its pools belong to. */
    @Test
    void thePoolKnowsNoTransport() {
        noClasses()
                .that()
                .resideInAPackage("dev.parley.smtp.pool..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "jakarta..",
                                "org.eclipse.angus..",
                                "dev.parley.smtp",
                                "dev.parley.smtp.transaction..",
                                "dev.parley.smtp.mime..",
                                "dev.parley.smtp.send..")
                        .and(not(VALUES_OF_THE_API.or(equivalentTo(Session.class)))))
                .check(CLASSES);
    }

    @Test
    void valuesOfTheApiKnowNothingElse() {
        noClasses()
                .that(VALUES_OF_THE_API)
                .should()
                .dependOnClassesThat(not(resideInAPackage("java.."))
                        .and(not(VALUES_OF_THE_API.onResultOf(JavaClass::getBaseComponentType))))
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

    /** Tools and applications see where the API allows null. */
    @Test
    void exportedPackagesAreNullMarked() throws Exception {
        Set<String> exported = new TreeSet<>();
        for (URL each : Collections.list(getClass().getClassLoader().getResources("module-info.class"))) {
            try (InputStream in = each.openStream()) {
                ModuleDescriptor module = ModuleDescriptor.read(in);
                if (module.name().startsWith("dev.parley.")) {
                    module.exports().stream()
                            .filter(export -> !export.isQualified())
                            .forEach(export -> exported.add(export.source()));
                }
            }
        }
        assertTrue(exported.containsAll(Set.of("dev.parley.smtp", "dev.parley.trace")), exported::toString);
        for (String name : exported) {
            Class<?> description = Class.forName(name + ".package-info");
            assertTrue(description.isAnnotationPresent(NullMarked.class), name);
        }
    }

    /** A nested class belongs to its outer one. */
    @Test
    void noClassesDependOnEachOtherInACycle() {
        slices().assignedFrom(new OutermostClasses()).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noPackagesGoRoundInCircles() {
        slices().assignedFrom(new PackagesInOneDirection())
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    /** Each package is a slice; an API package may depend on the package that serves it, and that one on the API. */
    private static final class PackagesInOneDirection implements SliceAssignment {
        private static final Map<String, String> SERVING = Map.of(
                "dev.parley.smtp.send", "dev.parley.smtp",
                "dev.parley.smtp.command", "dev.parley.smtp",
                "dev.parley.sieve.account", "dev.parley.sieve");

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String home = type.getPackageName();
            if (!home.startsWith("dev.parley.")) {
                return SliceIdentifier.ignore();
            } else if (VALUES_OF_THE_API.test(type)) {
                return SliceIdentifier.of(OutermostClasses.outermost(type).getName());
            }
            return SliceIdentifier.of(SERVING.getOrDefault(home, home));
        }

        @Override
        public String getDescription() {
            return "packages, an API package together with the package that serves it";
        }
    }

    private static final class OutermostClasses implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith("dev.parley")
                    ? SliceIdentifier.of(outermost(type).getName())
                    : SliceIdentifier.ignore();
        }

        private static JavaClass outermost(JavaClass type) {
            return type.getEnclosingClass().map(OutermostClasses::outermost).orElse(type);
        }

        @Override
        public String getDescription() {
            return "classes";
        }
    }
}
