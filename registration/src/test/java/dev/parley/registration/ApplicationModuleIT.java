package dev.parley.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A module of an application's compiles whichever way Jakarta Mail comes: one module, or two. */
class ApplicationModuleIT {
    private static final String SOURCES = "target/test-classes/application/";

    @ParameterizedTest
    @ValueSource(strings = {"jakarta.mail-2.0.5.jar", "jakarta.mail-api-2.1.5.jar angus-mail-2.0.5.jar"})
    void compiles(String jakartaMail, @TempDir Path classes) {
        StringBuilder modules = new StringBuilder("target/ours" + File.pathSeparator + "target/activation");
        for (String jar : jakartaMail.split(" ")) {
            modules.append(File.pathSeparator).append("target/versions/").append(jar);
        }
        StringWriter said = new StringWriter();
        PrintWriter printer = new PrintWriter(said);
        int code = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        printer,
                        printer,
                        "-Xlint:all",
                        "-cp",
                        classes.toString(),
                        "-p",
                        modules.toString(),
                        "-d",
                        classes.toString(),
                        SOURCES + "module-info.java",
                        SOURCES + "application/Application.java");
        assertEquals("", said.toString());
        assertEquals(0, code);
    }
}
