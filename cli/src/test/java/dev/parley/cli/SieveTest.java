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
    void oneLoginForSeveralCommands() throws IOException {
        Path file = Files.writeString(folder.resolve("a b.sieve"), SCRIPT);
        assertEquals(
                new CliRun.Result(0, "* my lists\n", ""),
                sieve("shell", "put --activate 'my lists' '" + file + "'", "# a comment", "", "ls"));
        CliRun.Result failed = sieve("shell", "lst", "rm 'my lists'");
        assertEquals(64, failed.code());
        assertTrue(
                failed.errors().startsWith("parley sieve: 'lst' is not a command\nDid you mean: ls?\n"),
                failed.errors());
        CliRun.Result read = new CliRun()
                .environment("SECRET", "correct horse")
                .input("ls\nget 'my lists'\nget none\nrm 'my lists'\n")
                .parley(arguments("shell", "--trace"));
        assertEquals(65, read.code(), read.errors());
        assertEquals("* my lists\n" + SCRIPT, read.output());
        assertEquals(1, read.errors().split("AUTHENTICATE", -1).length - 1, read.errors());
        assertEquals(List.of("my lists"), server.names());
        CliRun.Result typed = new CliRun()
                .onTerminal()
                .environment("SECRET", "correct horse")
                .input("put x\nget \"a\n\nexit\n")
                .parley(arguments("shell"));
        assertEquals(0, typed.code(), typed.errors());
        assertEquals(
                "sieve> parley sieve put: FILE is missing: standard input belongs to the shell\n"
                        + "sieve> a quote is not closed: get \"a\nsieve> sieve> ",
                typed.errors());
    }

    @Test
    void aCheckAsJson() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.sieve"), "\ufeff" + BROKEN + "# " + "x".repeat(1000));
        assertEquals(
                new CliRun.Result(
                        65,
                        "{\"ok\":false,\"diagnostics\":[{\"severity\":\"error\",\"line\":1,\"text\":\"unexpected"
                                + " character 0xef\"}],\"notes\":[\"note: the script begins with a byte-order mark (EF BB BF),"
                                + " which is not part of the Sieve grammar (RFC 5228 s8): save it as UTF-8 without a"
                                + " byte-order mark\",\"note: line 3 has 1002 octets: some servers limit a line; break it"
                                + " between two arguments\"]}\n",
                        ""),
                sieve("check", "--json", broken.toString()));
        assertTrue(sieve("put", "lists", broken.toString()).errors().startsWith("note: the script begins with"));
        Path good = Files.writeString(folder.resolve("good.sieve"), SCRIPT);
        assertEquals(
                new CliRun.Result(0, "{\"ok\":true,\"diagnostics\":[],\"notes\":[]}\n", ""),
                sieve("check", "--json", good.toString()));
    }

    @Test
    void aLongLineIsShownInPart() throws IOException {
        Path broken = Files.writeString(
                folder.resolve("broken.sieve"), "# a\n/* " + "x".repeat(200) + " */ fileint \"Lists\"; # end\n");
        CliRun.Result result = sieve("check", broken.toString());
        List<String> lines = result.output().lines().toList();
        assertTrue(lines.get(0).endsWith("(this line has 229 characters; shown are 130 to 229)"), result.output());
        assertEquals(100, lines.get(1).length());
        assertEquals(lines.get(1).indexOf("fileint"), lines.get(2).indexOf('^'));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anEditWithoutAChangeLeavesNoFile() {
        server.put("lists", SCRIPT.getBytes(UTF_8));
        CliRun.Result failed = edit("false");
        assertEquals(
                new CliRun.Result(
                        66,
                        "",
                        "parley sieve edit: the script was not stored: false exited with 1: correct VISUAL or EDITOR, or"
                                + " use put\n"),
                failed);
        CliRun.Result empty = edit("cp /dev/null");
        assertEquals(
                new CliRun.Result(
                        65,
                        "",
                        "parley sieve edit: the edited script is empty, and nothing was stored: delete a script with rm\n"),
                empty);
        assertArrayEquals(SCRIPT.getBytes(UTF_8), server.script("lists").orElseThrow());
    }

    @Test
    void whatABackupLacksIsNamed() throws IOException {
        Path none = folder.resolve("nofolder");
        assertEquals(
                new CliRun.Result(
                        66, "", "parley sieve restore: " + none + ": no such folder: use a folder written by backup\n"),
                sieve("restore", none.toString()));
        Files.writeString(folder.resolve("a.sieve"), SCRIPT);
        Files.writeString(folder.resolve("active"), "lists");
        assertEquals(
                new CliRun.Result(
                        66,
                        "",
                        "parley sieve restore: " + folder + " is not complete: active names the script lists, and"
                                + " lists.sieve is missing: add it, or delete active\n"),
                sieve("restore", folder.toString()));
        assertEquals(List.of(), server.names());
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
