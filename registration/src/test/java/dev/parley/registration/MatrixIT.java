package dev.parley.registration;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who serves smtp on every version of Jakarta Mail, each in a JVM of its own; the page says what was measured here. */
@Timeout(120)
class MatrixIT {
    private static final Path PAGE = Path.of("..", "docs", "registration.md");

    private static Matrix matrix;

    @BeforeAll
    static void measure() throws Exception {
        matrix = Matrix.measure();
    }

    @Test
    void onAClassPathOnlyOldApisMakeTheOrderMatter() {
        each(matrix.classPath().stream().filter(each -> !each.version().isComSunMail()), each -> {
            boolean lost = each.layout() == Layout.LAST && each.version().takesAngusForTheApplications();
            assertEquals(!lost, each.isOurs(Question.SMTP), each::toString);
            assertEquals(!lost, each.isOurs(Question.SMTPS), each::toString);
        });
    }

    @Test
    void onAModulePathSmtpIsOurs() {
        each(matrix.modulePath().stream(), each -> assertTrue(each.isOurs(Question.SMTP), each::toString));
    }

    @Test
    void whatIsAskedForByNameIsOursWithoutContest() {
        each(
                Stream.concat(matrix.classPath().stream(), matrix.modulePath().stream())
                        .filter(each -> !each.version().isComSunMail()),
                each -> {
                    for (Question question : List.of(
                            Question.CLASS,
                            Question.PROTOCOL,
                            Question.RFC822,
                            Question.ADDRESS_MAP,
                            Question.INSTALL,
                            Question.SIEVE)) {
                        assertTrue(each.isOurs(question), () -> question + " in " + each);
                    }
                    assertEquals("sent", each.answers().get("SEND"), each::toString);
                });
    }

    /** API 2.1.2 has no other class loader to look in than the context's and the Authenticator's. */
    @Test
    void installHelpsInEveryClassLoaderThatTheApiLooksIn() {
        each(matrix.server().stream(), each -> {
            boolean blind = each.version().name().startsWith("2.1.2") && each.layout() == Layout.PARENT;
            assertEquals(!blind, each.isOurs(Question.INSTALL), each::toString);
        });
    }

    @Test
    void whoeverIsSelectedAlsoSends() {
        each(
                matrix.server().stream(),
                each -> assertEquals(
                        each.isOurs(Question.RFC822), each.answers().get("SEND").equals("sent"), each::toString));
    }

    @Test
    void withComSunMailOnlySmtpFailsAndSaysWhy() {
        each(matrix.classPath().stream().filter(each -> each.version().isComSunMail()), each -> {
            assertEquals(
                    "java.lang.NoClassDefFoundError: org/eclipse/angus/mail/smtp/SMTPTransport",
                    each.answers().get("INSTALL"));
            assertTrue(each.isOurs(Question.SIEVE), each::toString);
        });
    }

    @Test
    void nothingOfAngussDialogIsInheritedFromAnyVersion() {
        each(
                Stream.of(matrix.classPath(), matrix.modulePath(), matrix.server())
                        .flatMap(List::stream)
                        .filter(each -> !each.version().isComSunMail()),
                each -> assertEquals("[]", each.answers().get("SURFACE"), each::toString));
    }

    @Test
    void aMessageRenderedFromItsPartsHasTheOctetsOfWriteTo() {
        each(
                Stream.of(matrix.classPath(), matrix.modulePath())
                        .flatMap(List::stream)
                        .filter(each ->
                                each.layout() != Layout.LAST && !each.version().isComSunMail()),
                each -> assertEquals("same", each.answers().get("RENDERING"), each::toString));
    }

    /** {@code -DargLine=-Dparley.accept=true} writes the page anew. */
    @Test
    void thePageSaysSo() throws Exception {
        String page = Files.readString(PAGE);
        String measured = Page.with(page, matrix);
        if (Boolean.getBoolean("parley.accept")) {
            Files.writeString(PAGE, measured);
        } else {
            assertEquals(measured, page);
        }
    }

    private static void each(Stream<Measurement> measurements, Consumer<Measurement> claim) {
        assertAll(measurements.map(each -> () -> claim.accept(each)));
    }
}
