package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.TestCertificate;
import dev.parley.replay.sieve.ManageSieveServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SieveTest {
    private static final String SCRIPT = "require \"fileinto\";\nfileinto \"Lists\";\n";
    private static final String BROKEN = "require \"fileinto\";\nfileint \"Lists\";\n";
    private static final String DIAGNOSTIC = "line 2: error: unknown command 'fileint'\nfileint \"Lists\";\n^^^^^^^\n";
    private static final CliRun.Result DONE = new CliRun.Result(0, "", "");

    @TempDir
    static Path store;

    @TempDir
    Path folder;

    private static SSLContext tls;
    private ManageSieveServer server;

    @BeforeAll
    static void certificate() throws IOException {
        tls = TestCertificate.make(store.resolve("localhost.p12"), "localhost").context();
    }

    @BeforeEach
    void start() throws IOException {
        server = new ManageSieveServer(tls, "joe", "correct horse");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aScriptFromStandardInputAndBack() {
        assertEquals(
                DONE,
                new CliRun()
                        .input(SCRIPT)
                        .environment("SECRET", "correct horse")
                        .parley(arguments("put", "lists")));
        assertEquals(Optional.empty(), server.active());
        assertEquals(new CliRun.Result(0, SCRIPT, ""), sieve("get", "lists"));
        assertEquals(DONE, sieve("activate", "lists"));
        assertEquals(DONE, sieve("rename", "lists", "mailing lists"));
        server.put("old", SCRIPT.getBytes(UTF_8));
        assertEquals(new CliRun.Result(0, "* mailing lists\n  old\n", ""), sieve("ls"));
        assertEquals(
                new CliRun.Result(
                        0,
                        "{\"scripts\":[{\"name\":\"mailing lists\",\"active\":true},{\"name\":\"old\",\"active\":false}]}\n",
                        ""),
                sieve("ls", "--json"));
        assertEquals(DONE, sieve("deactivate"));
        assertEquals(Optional.empty(), server.active());
        assertEquals(DONE, sieve("rm", "old"));
        assertEquals(List.of("mailing lists"), server.names());
    }

    @Test
    void putReplacesTheActiveScriptAndActivatesWhenAsked() throws IOException {
        server.put("lists", BROKEN.getBytes(UTF_8));
        server.activate("lists");
        Path file = Files.writeString(folder.resolve("lists.sieve"), SCRIPT);
        CliRun.Result result = sieve("put", "--trace", "lists", file.toString());
        assertEquals(0, result.code());
        assertTrue(result.errors().contains("CHECKSCRIPT"), result.errors());
        assertTrue(!result.errors().contains("correct horse"), result.errors());
        assertArrayEquals(SCRIPT.getBytes(UTF_8), server.script("lists").orElseThrow());
        assertEquals(Optional.of("lists"), server.active());
        assertEquals(DONE, sieve("put", "--activate", "other", file.toString()));
        assertEquals(Optional.of("other"), server.active());
    }

    @Test
    void whatIsWrongWithAScriptIsShown() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.sieve"), BROKEN);
        Path good = Files.writeString(folder.resolve("good.sieve"), SCRIPT);
        assertEquals(new CliRun.Result(65, DIAGNOSTIC + "rejected\n", ""), sieve("check", broken.toString()));
        assertEquals(new CliRun.Result(0, "ok\n", ""), sieve("check", good.toString()));
        CliRun.Result put = sieve("put", "lists", broken.toString());
        assertEquals(65, put.code());
        assertTrue(
                put.errors()
                        .startsWith(
                                "parley sieve put: the server rejected the script: correct the errors and try again\n"
                                        + DIAGNOSTIC),
                put.errors());
        assertEquals(List.of(), server.names());
    }

    @Test
    void refusalsHaveCodes() throws IOException {
        server.put("lists", SCRIPT.getBytes(UTF_8));
        server.activate("lists");
        assertEquals(65, sieve("get", "none").code());
        CliRun.Result active = sieve("rm", "lists");
        assertEquals(65, active.code());
        assertTrue(active.errors().contains("the active script cannot be deleted"), active.errors());
        CliRun.Result login = new CliRun().password("wrong").parley("sieve", "ls", trust(), url());
        assertEquals(77, login.code());
        assertEquals(64, new CliRun().parley("sieve", "ls", "sieve://localhost").code());
        CliRun.Result secret = new CliRun().parley("sieve", "ls", "sieve://joe:secret@localhost");
        assertEquals(64, secret.code());
        assertTrue(secret.errors().contains("use --password-env or --password-file"), secret.errors());
        int port = server.port();
        server.close();
        assertEquals(
                69,
                new CliRun()
                        .password("x")
                        .parley("sieve", "ls", "sieve://joe@localhost:" + port)
                        .code());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anEditIsPutBackOnlyWhenChanged() {
        server.put("lists", SCRIPT.getBytes(UTF_8));
        assertEquals(new CliRun.Result(0, "", "the script was not changed\n"), edit("true"));
        assertEquals(DONE, edit("sed -i s/Lists/More/"));
        assertEquals(
                SCRIPT.replace("Lists", "More"),
                new String(server.script("lists").orElseThrow(), UTF_8));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anEditIsNeverLost() throws IOException {
        server.put("lists", SCRIPT.getBytes(UTF_8));
        CliRun.Result refused = edit("sed -i s/^fileinto/fileint/");
        assertEquals(65, refused.code());
        assertTrue(refused.errors().contains(DIAGNOSTIC), refused.errors());
        assertEquals(BROKEN, kept(refused));
        assertArrayEquals(SCRIPT.getBytes(UTF_8), server.script("lists").orElseThrow());

        CliRun.Result failed = edit("sh -c 'echo keep >> \"$0\"; exit 3'");
        assertEquals(66, failed.code());
        assertEquals(SCRIPT + "keep\n", kept(failed));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anEditDoesNotOverwriteAnother() throws IOException {
        server.put("lists", SCRIPT.getBytes(UTF_8));
        Path other = Files.writeString(folder.resolve("other.sieve"), "keep;\n");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String rival = "SECRET='correct horse' " + java + " -cp '" + System.getProperty("java.class.path")
                + "' dev.parley.cli.Parley sieve put --password-env=SECRET " + trust() + " " + url() + " lists " + other
                + "; echo '# mine' >>";
        CliRun.Result result = edit(rival);
        assertEquals(75, result.code(), result.errors());
        assertTrue(
                result.errors().contains("the script lists was not stored: it has changed on the server"),
                result.errors());
        assertEquals(SCRIPT + "# mine\n", kept(result));
        assertArrayEquals("keep;\n".getBytes(UTF_8), server.script("lists").orElseThrow());
    }

    @Test
    void aBackupComesBack() throws IOException {
        server.put("../a b%", SCRIPT.getBytes(UTF_8));
        server.put("größe", new byte[0]);
        server.activate("../a b%");
        Path backup = folder.resolve("backup");
        assertEquals(new CliRun.Result(0, "../a b%\ngröße\n", ""), sieve("backup", backup.toString()));
        assertEquals(64, sieve("backup", backup.toString()).code());
        server.activate("");
        server.put("../a b%", "keep;\n".getBytes(UTF_8));
        server.put("other", SCRIPT.getBytes(UTF_8));
        server.activate("other");
        assertEquals(new CliRun.Result(0, "../a b%\ngröße\n", ""), sieve("restore", backup.toString()));
        assertArrayEquals(SCRIPT.getBytes(UTF_8), server.script("../a b%").orElseThrow());
        assertEquals(Optional.of("../a b%"), server.active());
        assertTrue(server.names().contains("other"));
        assertEquals(66, sieve("restore", folder.resolve("none").toString()).code());
    }

    private CliRun.Result edit(String editor) {
        return new CliRun()
                .environment("SECRET", "correct horse")
                .environment("EDITOR", editor)
                .parley(arguments("edit", "lists"));
    }

    /** The content of the edited file, which is then deleted. */
    private static String kept(CliRun.Result result) throws IOException {
        Matcher output = Pattern.compile("The edited script is in (.*)\\.\n").matcher(result.errors());
        assertTrue(output.find(), result.errors());
        Path file = Path.of(output.group(1));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String text = Files.readString(file);
        Files.delete(file);
        return text;
    }

    private CliRun.Result sieve(String command, String... more) {
        return new CliRun().environment("SECRET", "correct horse").parley(arguments(command, more));
    }

    private String[] arguments(String command, String... more) {
        String[] all = new String[more.length + 5];
        all[0] = "sieve";
        all[1] = command;
        all[2] = "--password-env=SECRET";
        all[3] = trust();
        int options = 0;
        while (options < more.length && more[options].startsWith("--")) {
            all[4 + options] = more[options++];
        }
        all[4 + options] = url();
        System.arraycopy(more, options, all, 5 + options, more.length - options);
        return all;
    }

    private String url() {
        return "sieve://joe@localhost:" + server.port();
    }

    private static String trust() {
        return "-Dmail.sieve.ssl.trust=localhost";
    }
}
