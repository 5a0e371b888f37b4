package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.replay.sieve.ManageSieveServer;
import dev.parley.testing.OwnThread;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Executes the commands of {@code docs/parley.md} and compares their output with the page. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParleyPageTest {
    private static final Pattern TYPED =
            Pattern.compile("(?:echo (\\w+) \\| )?(?:(\\w+)='([^']*)' )?parley (.*?)(?: > (\\S+))?");
    private static final Pattern KEPT = Pattern.compile("The edited script is in (.*)\\.");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final String REFUSED = """
            S: 220 mx.lab.test ESMTP Postfix
            C: EHLO client.example
            S: 250 mx.lab.test
            C: MAIL FROM:<joe@lab.test>
            S: 250 2.1.0 Ok
            C: RCPT TO:<ann@lab.test>
            S: 250 2.1.5 Ok
            C: RCPT TO:<bob@lab.test>
            S: %s
            C: RSET
            S: 250 2.0.0 Ok
            C: QUIT
            S: 221 2.0.0 Bye
            """;
    private static final String UNKNOWN =
            REFUSED.formatted("550 5.1.1 <bob@lab.test>: Recipient address rejected: User unknown");
    private static final String FULL = REFUSED.formatted("452 4.2.2 <bob@lab.test>: Mailbox full");

    private static final String HELLO = """
            S: 220 mx.lab.test ESMTP Postfix
            C: EHLO client.example
            S: 250-mx.lab.test
            S: 250 STARTTLS
            C: STARTTLS
            S: 220 2.0.0 Go ahead
            """;
    private static final String TAKEN = HELLO + """
            S! tls
            C: EHLO client.example
            S: 250 mx.lab.test
            C: MAIL FROM:<joe@lab.test>
            S: 250 2.1.0 Ok
            C: RCPT TO:<ann@lab.test>
            S: 250 2.1.5 Ok
            C: DATA
            S: 354 End data with <CR><LF>.<CR><LF>
            C: [message]
            S: 250 2.0.0 Ok: queued as 4F2A1
            C: QUIT
            S: 221 2.0.0 Bye
            """;
    private static final String LOOKED_AT = HELLO + "S! tls-refused\nS! accept\n" + HELLO + """
            S! tls
            C: EHLO client.example
            S: 250-mx.lab.test
            S: 250-SIZE 52428800
            S: 250 AUTH PLAIN
            C: QUIT
            S: 221 2.0.0 Bye
            """;

    private static final String ASKED = """
            S: 220 mx.lab.test ESMTP Sendmail
            C: EHLO client.example
            S: 250-mx.lab.test
            S: 250-EXPN
            S: 250 ETRN
            C: %s
            %s
            C: QUIT
            S: 221 2.0.0 Bye
            """;

    @TempDir
    Path folder;

    /** Words of the page, and their replacements in this test. */
    private final Map<String, String> here = new LinkedHashMap<>();

    @Test
    void everySectionIsCompared() throws IOException {
        assertEquals(
                List.of("explain", "send", "probe", "smtp", "sieve", "trace", "completion", "JSON"),
                PageSection.all().stream().map(PageSection::title).toList());
    }

    @Test
    void explain() throws IOException {
        compare(new PageSection("explain"));
    }

    @Test
    void send() throws IOException {
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("page", UNKNOWN))) {
            here.put("localhost:2525", "localhost:" + server.port());
            compare(new PageSection("send"));
        }
    }

    @Test
    void probe() throws IOException {
        TestCertificate certificate = TestCertificate.make(folder.resolve("mx.p12"), "mx.lab.test");
        try (ScriptedServer server =
                ScriptedServer.start(DialogScript.parse("page", LOOKED_AT), Optional.of(certificate.context()))) {
            here.put("127.0.0.1:2525", "127.0.0.1:" + server.port());
            compare(new PageSection("probe"));
        }
    }

    @Test
    void smtp() throws IOException {
        String script = String.join(
                "S! accept\n",
                ASKED.formatted("VRFY joe", "S: 250 2.1.5 Joe Smith <joe@lab.test>"),
                ASKED.formatted("VRFY ann@lab.test", "S: 252 2.5.2 Cannot VRFY user; try RCPT to attempt delivery"),
                ASKED.formatted("EXPN staff", "S: 250-2.1.5 Ann <ann@lab.test>\nS: 250 2.1.5 <joe@lab.test>"),
                ASKED.formatted("ETRN lab.test", "S: 250 2.0.0 Queuing for node lab.test started"),
                ASKED.formatted("VRFY joe", "S: 250 2.1.5 Joe Smith <joe@lab.test>"));
        try (ScriptedServer server = ScriptedServer.start(DialogScript.parse("page", script))) {
            here.put("localhost:2525", "localhost:" + server.port());
            compare(new PageSection("smtp"));
        }
    }

    @Test
    void sieve() throws IOException {
        Files.writeString(folder.resolve("lists.sieve"), "require \"fileinto\";\nfileinto \"Lists\";\n");
        Files.writeString(folder.resolve("broken.sieve"), "require \"fileinto\";\nfileint \"Lists\";\n");
        for (String file : List.of("lists.sieve", "broken.sieve", "scripts")) {
            here.put(file, folder.resolve(file).toString());
        }
        SSLContext tls = TestCertificate.make(folder.resolve("localhost.p12"), "localhost")
                .context();
        try (ManageSieveServer server = new ManageSieveServer(tls, "joe", "secret")) {
            here.put("sieve://joe@localhost", "sieve://joe@localhost:" + server.port());
            here.put("localhost:4190", "localhost:" + server.port());
            compare(new PageSection("sieve"));
        }
    }

    @Test
    void trace() throws Exception {
        for (String file : List.of("yesterday.jsonl", "yesterday.html", "today.jsonl")) {
            here.put(file, folder.resolve(file).toString());
        }
        PageSection page = new PageSection("trace");
        List<String> typed = page.typed();
        int last = typed.size() - 1;
        DialogScript script = DialogScript.parse("page", UNKNOWN + "S! accept\n" + FULL);
        try (ScriptedServer server = ScriptedServer.start(script)) {
            here.put("localhost:2525", "localhost:" + server.port());
            here.put("127.0.0.1:2525", "127.0.0.1:" + server.port());
            for (int i = 0; i < last; i++) {
                page.shows(i, output(typed.get(i)));
            }
        }
        assertTrue(Files.readString(folder.resolve("yesterday.html")).startsWith("<!DOCTYPE html>"));
        page.shows(last, served(typed.get(last)));
    }

    /** The output of a server while a client sends another command than the recorded one. */
    private String served(String serve) throws Exception {
        here.put("2525", "0");
        PipedInputStream pipe = new PipedInputStream();
        PrintStream out = new PrintStream(new PipedOutputStream(pipe), true, UTF_8);
        CompletableFuture<CliRun.Result> served = CompletableFuture.supplyAsync(
                () -> {
                    try (out) {
                        return result(serve, new CliRun().writing(out));
                    }
                },
                OwnThread.EXECUTOR);
        Scanner lines = new Scanner(pipe, UTF_8);
        String first = lines.nextLine();
        String port = first.replaceFirst(".*:", "");
        new CliRun()
                .parley(
                        "send",
                        "-Dmail.smtp.localhost=client.example",
                        "--server=localhost:" + port,
                        "--from=joe@lab.test",
                        "--to=ann@lab.test",
                        "--to=eve@lab.test",
                        "--body=Hello");
        StringBuilder output = new StringBuilder(first).append('\n');
        while (lines.hasNextLine()) {
            output.append(lines.nextLine()).append('\n');
        }
        assertEquals(1, served.get().code());
        return output.toString().replace(port, "2525");
    }

    /** Asks bash for the completions, without a key. */
    @Test
    void completion() throws Exception {
        PageSection page = new PageSection("completion");
        List<String> typed = page.typed();
        assertEquals("source <(parley completion)", typed.get(0));
        Path completion = Files.writeString(
                folder.resolve("completion"), new CliRun().parley("completion").output());
        for (int i = 1; i < typed.size(); i++) {
            page.shows(i, offered(completion, typed.get(i).replace("<Tab><Tab>", "")));
        }
    }

    private static String offered(Path completion, String line) throws Exception {
        String ask = "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _complete_parley;"
                + " echo \"${COMPREPLY[@]}\"";
        List<String> command = new ArrayList<>(List.of("bash", "-c", ask, "bash", completion.toString()));
        command.addAll(List.of(line.split(" ", -1)));
        Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
        bash.getOutputStream().close();
        String output = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, bash.waitFor(), output);
        return output;
    }

    @Test
    void json() throws IOException {
        TestCertificate certificate = TestCertificate.make(folder.resolve("localhost.p12"), "localhost");
        Optional<SSLContext> tls = Optional.of(certificate.context());
        try (ScriptedServer taking = ScriptedServer.start(DialogScript.parse("page", TAKEN), tls);
                ScriptedServer looked = ScriptedServer.start(DialogScript.parse("page", LOOKED_AT), tls);
                ManageSieveServer scripts = new ManageSieveServer(certificate.context(), "joe", "secret")) {
            scripts.put("lists", "keep;\n".getBytes(UTF_8));
            scripts.activate("lists");
            here.put("localhost:2525", "localhost:" + taking.port());
            here.put("127.0.0.1:2526", "127.0.0.1:" + looked.port());
            here.put("sieve://joe@localhost", "sieve://joe@localhost:" + scripts.port());
            PageSection page = new PageSection("JSON");
            List<String> typed = page.typed();
            for (int i = 0; i < typed.size(); i++) {
                String output = output(typed.get(i));
                page.shows(i, output);
                for (String name : names(output)) {
                    assertTrue(page.tells(name), name + " is not told: " + output);
                }
            }
        }
    }

    private static Set<String> names(String json) throws IOException {
        Set<String> names = new TreeSet<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                }
            }
        }
        return names;
    }

    private void compare(PageSection page) throws IOException {
        List<String> typed = page.typed();
        for (int i = 0; i < typed.size(); i++) {
            page.shows(i, output(typed.get(i)));
        }
    }

    /** The output of a command in the terminal. */
    private String output(String typed) throws IOException {
        CliRun.Result result = result(typed, new CliRun());
        Matcher line = line(typed);
        String output = result.output();
        if (line.group(5) != null) {
            Files.writeString(Path.of(here.get(line.group(5))), output);
            output = "";
        }
        output += result.errors();
        Matcher kept = KEPT.matcher(result.errors());
        if (kept.find()) {
            Files.delete(Path.of(kept.group(1)));
        }
        for (Map.Entry<String, String> word : here.entrySet()) {
            output = output.replace(word.getValue(), word.getKey());
        }
        return output;
    }

    private CliRun.Result result(String typed, CliRun run) {
        Matcher line = line(typed);
        if (line.group(1) != null) {
            run.input(line.group(1) + "\n");
        }
        if (line.group(2) != null) {
            run.environment(line.group(2), line.group(3));
        }
        List<String> arguments = new ArrayList<>();
        WORD.matcher(line.group(4))
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .map(this::here)
                .forEach(arguments::add);
        addOptions(arguments);
        return run.password("secret").parley(arguments.toArray(String[]::new));
    }

    private static Matcher line(String typed) {
        Matcher line = TYPED.matcher(typed);
        assertTrue(line.matches(), typed);
        return line;
    }

    private String here(String word) {
        int equals = word.indexOf('=') + 1;
        String value = word.substring(equals);
        return word.substring(0, equals) + here.getOrDefault(value, value);
    }

    /** Adds options that make the output equal on all machines. */
    private static void addOptions(List<String> arguments) {
        switch (arguments.get(0)) {
            case "send" ->
                arguments.addAll(1, List.of("-Dmail.smtp.localhost=client.example", "-Dmail.smtp.ssl.trust=localhost"));
            case "probe" -> arguments.add(1, "-Dmail.smtp.localhost=client.example");
            case "smtp" -> arguments.add(2, "-Dmail.smtp.localhost=client.example");
            case "sieve" -> arguments.add(2, "-Dmail.sieve.ssl.trust=localhost");
            default -> {
                // Nothing depends on the machine.
            }
        }
    }
}
