package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An error for invalid input is one line that names the argument or the file; the exit code tells the two apart. */
class BadInputTest {
    private static final String HELP = "See '%s --help' for options and examples.\n";

    @TempDir
    Path folder;

    @Test
    void whatIsNoCommand() {
        misused("parley", "'sned' is not a command\nDid you mean: send?", "sned");
        misused("parley", "'porbe' is not a command\nDid you mean: probe?", "porbe");
        misused("parley", "'xyz' is not a command", "xyz");
        misused("parley sieve", "'lst' is not a command\nDid you mean: ls?", "sieve", "lst");
        misused(
                "parley",
                "missing command: use one of demo, send, probe, smtp, sieve, trace, server, explain, completion");
        misused(
                "parley sieve",
                "missing command: use one of activate, backup, check, deactivate, edit, get, ls, put, rename, restore, rm, shell",
                "sieve");
        misused("parley smtp", "missing command: use one of etrn, expand, help, noop, verify", "smtp");
        misused("parley trace", "missing command: use one of diff, html, text, serve", "trace");
        misused("parley trace text", "unexpected argument 'b'", "trace", "text", "a", "b");
        assertEquals(
                new CliRun.Result(
                        64,
                        "",
                        "parley send: unknown option '--fro'\nPossible solutions: --from\n"
                                + HELP.formatted("parley send")),
                new CliRun().parley("send", "--fro"));
        misused("parley probe", "Missing required parameter: 'HOST[:PORT]'", "probe");
        misused(
                "parley probe",
                "Invalid value for option '--tls': expected one of [OFF, ON, REQUIRED, IMPLICIT] (case-insensitive) but"
                        + " was 'x'",
                "probe",
                "--tls=x",
                "localhost");
    }

    @Test
    void whatIsNoServer() {
        for (String typed : new String[] {"", "user@host", "host:0", "host:65536", "host:x", "[::1", "smtp://host"}) {
            misused(
                    "parley probe",
                    "Invalid value for positional parameter at index 0 (HOST[:PORT]): \"" + typed
                            + "\" is not a server: use HOST or HOST:PORT",
                    "probe",
                    typed);
        }
        for (String typed : new String[] {"localhost", "sieve://localhost", "http://joe@localhost", "sieve://@host"}) {
            misused(
                    "parley sieve ls",
                    "Invalid value for positional parameter at index 0 (URL): not a URL of an account: use"
                            + " sieve://USER@HOST or sieve://USER@HOST:PORT",
                    "sieve",
                    "ls",
                    typed);
        }
        assertEquals(
                new CliRun.Result(69, "", "parley probe: the host nosuch.invalid has no address: check the name\n"),
                new CliRun().parley("probe", "nosuch.invalid"));
    }

    @Test
    void whatIsNoTime() {
        for (String typed : new String[] {"", "x", "5d", "-1", "1.5"}) {
            misused(
                    "parley probe",
                    "Invalid value for option '--timeout': \"" + typed
                            + "\" is not a time: use seconds, or a number with s, m or h",
                    "probe",
                    "--timeout=" + typed,
                    "localhost");
        }
    }

    @Test
    void aPasswordInAnArgumentIsNotRepeated() {
        String seen = "a password in an argument can be read by every user of this machine: use --password-env or"
                + " --password-file\n";
        String[][] wrong = {
            {"send", "--password", "sEcr3t-pw"},
            {"send", "--password=sEcr3t-pw"},
            {"send", "--pass", "sEcr3t-pw"},
            {"send", "--pwd", "sEcr3t-pw"},
            {"sieve", "ls", "--Password", "sEcr3t-pw", "sieve://joe@localhost"},
            {"probe", "localhost", "--secret=sEcr3t-pw"}
        };
        for (String[] typed : wrong) {
            String command = typed[0].equals("sieve") ? "parley sieve ls" : "parley " + typed[0];
            assertEquals(new CliRun.Result(64, "", command + ": " + seen), new CliRun().parley(typed));
        }
        assertEquals(
                new CliRun.Result(
                        64,
                        "",
                        "parley probe: a password in an argument can be read by every user of this machine: use"
                                + " --key-password-env or --key-password-file\n"),
                new CliRun().parley("probe", "--key-password=sEcr3t-pw", "localhost"));
        for (String name : new String[] {"mail.smtp.password", "mail.smtp.proxy.password", "mail.oauth.Token"}) {
            assertEquals(
                    new CliRun.Result(64, "", "parley probe: -D" + name + ": " + seen),
                    new CliRun().parley("probe", "-D" + name + "=sEcr3t-pw", "localhost"));
        }
        CliRun.Result url = new CliRun().parley("sieve", "ls", "sieve://joe:sEcr3t-pw@localhost");
        assertEquals(64, url.code());
        assertEquals(false, url.errors().contains("sEcr3t-pw"), url.errors());
        assertEquals(
                new CliRun.Result(
                        64,
                        "",
                        "parley send: unknown option '--fro'\nPossible solutions: --from\n"
                                + HELP.formatted("parley send")),
                new CliRun().parley("send", "--fro"));
    }

    @Test
    void aPasswordThatIsNone() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "");
        Path blank = Files.writeString(folder.resolve("blank"), "\nsecret\n");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff});
        for (Path file : new Path[] {empty, blank}) {
            complained(
                    64,
                    "--password-file: the first line of " + file + " is empty: write the password there",
                    "--password-file=" + file);
        }
        complained(66, binary + ": not in UTF-8: convert the file to UTF-8", "--password-file=" + binary);
        complained(66, folder + ": this is a folder: use the path of a file", "--password-file=" + folder);
        complained(
                66,
                folder.resolve("none") + ": no such file: check the path",
                "--password-file=" + folder.resolve("none"));
        complained(64, "--password-env: the variable NONE is not set: set it to the password", "--password-env=NONE");
        complained(64, "--password-env: the variable EMPTY is empty: set it to the password", "--password-env=EMPTY");
        assertEquals(
                new CliRun.Result(
                        64,
                        "",
                        "parley sieve ls: the password is empty: enter it at the prompt, or use --password-env or --password-file\n"),
                new CliRun().password("").parley("sieve", "ls", "sieve://joe@localhost:1"));
    }

    @Test
    void aFileThatIsNone() throws IOException {
        Path none = folder.resolve("none");
        Path empty = Files.writeString(folder.resolve("empty"), "");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, '\n'});
        for (String command : new String[] {"text", "html", "serve"}) {
            String name = "parley trace " + command + ": ";
            result(66, name + none + ": no such file: check the path\n", "trace", command, none.toString());
            boolean takesFolders = command.equals("html");
            result(
                    takesFolders ? 65 : 66,
                    name
                            + folder
                            + (takesFolders
                                    ? " contains no dialog: record some with mail.<protocol>.trace=json and a"
                                            + " mail.<protocol>.trace.file that ends with .jsonl\n"
                                    : ": this is a folder: use the path of a file\n"),
                    "trace",
                    command,
                    folder.toString());
            result(
                    66,
                    name + binary + ": not in UTF-8: convert the file to UTF-8\n",
                    "trace",
                    command,
                    binary.toString());
        }
        result(
                65,
                "parley trace text: " + empty + " contains no dialog: record one with mail.<protocol>.trace=json\n",
                "trace",
                "text",
                empty.toString());
        result(
                65,
                "parley trace serve: " + empty + " contains no dialog that can be replayed: record one with"
                        + " mail.<protocol>.trace=json\n",
                "trace",
                "serve",
                empty.toString());
        Path dialog = Files.writeString(folder.resolve("dialog.txt"), "S: 220 mx\nS! sing\n");
        result(
                65,
                "parley trace serve: dialog.txt line 2: S! sing is not an action: use one of tls, tls-refused, wait,"
                        + " drip, close, reset, accept, scram\n",
                "trace",
                "serve",
                dialog.toString());
        result(
                64,
                "parley trace serve: --port 65536 is out of range: use 1 to 65535, or 0 for a free port\n",
                "trace",
                "serve",
                "--port=65536",
                dialog.toString());
        String[] send = {"send", "--from=joe@lab.test", "--to=ann@lab.test", "--dry-run"};
        result(
                66,
                "parley send: " + folder + ": this is a folder: use the path of a file\n",
                join(send, "--body=x", "--attach=" + folder));
        result(
                66,
                "parley send: " + none + ": no such file: check the path\n",
                join(send, "--body=x", "--attach=" + none));
        result(66, "parley send: " + none + ": no such file: check the path\n", join(send, "--body-file=" + none));
        result(
                64,
                "parley send: --body-file " + binary + " is not in UTF-8: attach it, or send it with --eml\n",
                join(send, "--body-file=" + binary));
        result(
                64,
                "parley send: --to is missing, and " + empty + " has no recipient in its header: add --to\n",
                "send",
                "--dry-run",
                "--eml=" + empty);
        result(
                66,
                "parley sieve put: " + folder + ": this is a folder: use the path of a file\n",
                "sieve",
                "put",
                "sieve://joe@localhost:1",
                "lists",
                folder.toString());
        result(
                66,
                "parley sieve restore: " + empty + ": not a folder: use the path of a folder\n",
                "sieve",
                "restore",
                "sieve://joe@localhost:1",
                empty.toString());
    }

    @Test
    void aHeaderOrAnAddressThatIsNone() {
        result(
                64,
                "parley send: --to \"ann@\" is not an address: Missing domain: use NAME@DOMAIN\n",
                "send",
                "--from=joe@lab.test",
                "--to=ann@",
                "--body=x");
        result(
                64,
                "parley send: --to is missing: add --to with the address of a recipient\n",
                "send",
                "--from=joe@lab.test");
        result(
                64,
                "parley send: --header \"Cc: B\u00e4rbel <b@>\" has an invalid address: Missing domain: use NAME@DOMAIN\n",
                "send",
                "--from=joe@lab.test",
                "--to=ann@lab.test",
                "--body=x",
                "--header=Cc: B\u00e4rbel <b@>");
    }

    private static void misused(String command, String words, String... typed) {
        result(64, command + ": " + words + "\n" + HELP.formatted(command), typed);
    }

    private static void complained(int code, String words, String option) {
        String[] typed = {"sieve", "ls", option, "sieve://joe@localhost:1"};
        assertEquals(
                new CliRun.Result(code, "", "parley sieve ls: " + words + "\n"),
                new CliRun().environment("EMPTY", "").parley(typed));
    }

    private static void result(int code, String errors, String... typed) {
        assertEquals(new CliRun.Result(code, "", errors), new CliRun().parley(typed));
    }

    private static String[] join(String[] first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }
}
