package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.parley.cli.shared.LoopbackSetup;
import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.testing.OwnThread;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SendTest {
    private static final String FROM = "--from=joe@lab.test";
    private static final String TO = "--to=ann@lab.test";

    @TempDir
    Path folder;

    @Test
    void aMessageFromStandardInputArrives() throws Exception {
        GreenMail server = new GreenMail(LoopbackSetup.of(0, ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            server.setUser("joe@lab.test", "joe", "correct horse");
            Path attached = Files.write(folder.resolve("minutes.bin"), new byte[] {0, 1, 2, (byte) 0xff});
            CliRun.Result result = new CliRun()
                    .input("Grüße\n.\n")
                    .environment("SECRET", "correct horse")
                    .parley(
                            "send",
                            "--server=127.0.0.1:" + server.getSmtp().getPort(),
                            "--tls=off",
                            "--allow-cleartext-login",
                            "--user=joe",
                            "--auth=PLAIN",
                            "--password-env=SECRET",
                            FROM,
                            TO,
                            "--to=bob@lab.test",
                            "--subject=Gruß",
                            "--header=X-Test: a: b",
                            "--attach=" + attached);
            assertEquals("", result.errors());
            assertEquals(0, result.code());
            assertTrue(result.output().contains("AUTH PLAIN [redacted 24 octets]"), result.output());
            assertTrue(result.output().contains("RCPT TO:<bob@lab.test>"), result.output());
            assertTrue(last(result).startsWith("accepted for 2 of 2 by "), result.output());
            MimeMessage got = server.getReceivedMessages()[0];
            assertEquals("Gruß", got.getSubject());
            assertEquals("a: b", got.getHeader("X-Test", null));
            assertEquals("ann@lab.test, bob@lab.test", got.getHeader("To", null).replaceAll("\\s+", " "));
            MimeMultipart parts = (MimeMultipart) got.getContent();
            assertEquals("Grüße\r\n.\r\n", parts.getBodyPart(0).getContent());
            assertEquals("minutes.bin", parts.getBodyPart(1).getFileName());
            assertArrayEquals(
                    Files.readAllBytes(attached),
                    parts.getBodyPart(1).getInputStream().readAllBytes());
        } finally {
            server.stop();
        }
    }

    @Test
    void aRefusedRecipientEndsWith65AndIsTold() throws Exception {
        String dialog = transaction("C: RCPT TO:<ann@lab.test>\nS: 550 5.1.1 No such user\n");
        try (ScriptedServer server = server(dialog)) {
            assertEquals(
                    new CliRun.Result(
                            65,
                            "accepted for 0 of 1 by mx.lab.test (0 octets, without TLS, N ms); ann@lab.test rejected"
                                    + " (permanent): 550 5.1.1 No such user\n",
                            ""),
                    timeless(send(server, "--quiet")));
            assertEquals(script(dialog).conversation(), server.transcript());
        }
    }

    @Test
    void aRefusalForNowEndsWith75() throws Exception {
        String dialog = transaction("C: RCPT TO:<ann@lab.test>\nS: 450 4.7.1 Come again\n");
        try (ScriptedServer server = server(dialog)) {
            assertEquals(
                    new CliRun.Result(
                            75,
                            "{\"complete\":false,\"uncertain\":false,\"recipients\":[{\"address\":\"ann@lab.test\","
                                    + "\"outcome\":\"refused_for_now\",\"reply\":{\"code\":450,\"status\":\"4.7.1\","
                                    + "\"text\":\"450 4.7.1 Come again\"}}],\"server\":\"mx.lab.test\",\"octets\":0,"
                                    + "\"millis\":N}\n",
                            ""),
                    timeless(send(server, "--json")));
        }
    }

    @Test
    void aRefusedLoginEndsWith77AndSaysWhatToDo() throws Exception {
        String dialog = """
                S: 220 mx.lab.test ESMTP
                C: EHLO client.example
                S: 250-mx.lab.test
                S: 250 AUTH PLAIN
                C: AUTH PLAIN AGpvZQBzZWNyZXQ=
                S: 535 5.7.8 No
                C: QUIT
                S: 221 Bye
                """;
        Path secret = Files.writeString(folder.resolve("secret"), "secret\n");
        try (ScriptedServer server = server(dialog)) {
            CliRun.Result result = send(
                    server,
                    "--json",
                    "--tls=off",
                    "--allow-cleartext-login",
                    "--user=joe",
                    "--password-file=" + secret);
            assertEquals(
                    new CliRun.Result(
                            77, "{\"complete\":false,\"problem\":\"535 5.7.8 No\"}\n", """
                            parley send: 535 5.7.8 No
                              reply of 127.0.0.1:%d while logging in
                              meaning: wrong user name or password (RFC 4954 s6)
                              fix: check both, including spaces and non-ASCII characters; some servers require the\
                             whole address as the name
                            """.formatted(server.port())),
                    result);
            assertEquals(script(dialog).conversation(), server.transcript());
        }
    }

    @Test
    void aPasswordIsAskedForWhereNoneIsGiven() throws Exception {
        CliRun.Result result =
                new CliRun().parley("send", "--server=127.0.0.1:" + free(), "--user=joe", FROM, TO, "--body=Hello");
        assertEquals(
                new CliRun.Result(
                        64,
                        "",
                        "parley send: no terminal to prompt for the password: use --password-env or --password-file\n"),
                result);
        CliRun.Result asked = new CliRun()
                .password("secret")
                .parley("send", "--quiet", "--server=127.0.0.1:" + free(), "--user=joe", FROM, TO, "--body=Hello");
        assertEquals(69, asked.code());
        assertTrue(asked.errors().contains("no mail server listens on this port of this machine"), asked.errors());
    }

    @Test
    void noPasswordIsAskedForWhereATokenIsRequested() {
        CliRun.Result result = new CliRun()
                .parley(
                        "send",
                        "--quiet",
                        "--server=127.0.0.1",
                        "--user=joe",
                        "-Dmail.smtp.oauth2.token.url=http://127.0.0.1:1/token",
                        "-Dmail.smtp.oauth2.client.id=newsletter",
                        "-Dmail.smtp.oauth2.client.secret.file=" + folder.resolve("none"),
                        FROM,
                        TO,
                        "--body=Hello");
        assertTrue(result.errors().contains("mail.smtp.oauth2.client.secret.file="), result.errors());
    }

    @Test
    void tlsThatIsRequiredAndNotOffered() throws Exception {
        String dialog = """
                S: 220 mx.lab.test ESMTP
                C: EHLO client.example
                S: 250 mx.lab.test
                C: QUIT
                S: 221 Bye
                """;
        try (ScriptedServer server = server(dialog)) {
            CliRun.Result result = send(server, "--quiet", "--tls=required");
            assertEquals(69, result.code());
            assertTrue(result.errors().startsWith("parley send: --tls required, but 127.0.0.1:"), result.errors());
            assertEquals(script(dialog).conversation(), server.transcript());
        }
        CliRun.Result contradiction =
                new CliRun().parley("send", "--protocol=smtps", "--tls=off", FROM, TO, "--body=Hello");
        assertEquals(
                new CliRun.Result(
                        64, "", "parley send: --tls=off contradicts smtps, which always uses TLS: use smtp\n"),
                contradiction);
    }

    @Test
    void tlsFromTheFirstOctet() throws Exception {
        String dialog = """
                S! tls
                S: 220 mx.lab.test ESMTP
                C: EHLO client.example
                S: 250 mx.lab.test
                C: MAIL FROM:<joe@lab.test>
                S: 250 2.1.0 Ok
                C: RCPT TO:<ann@lab.test>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 Go on
                C: [message]
                S: 250 2.0.0 Ok: queued as 4F2A1
                C: QUIT
                S: 221 2.0.0 Bye
                """;
        TestCertificate certificate = TestCertificate.make(folder.resolve("own.p12"), "localhost");
        for (String wish : List.of("--protocol=smtps", "--tls=implicit")) {
            try (ScriptedServer server = ScriptedServer.start(script(dialog), Optional.of(certificate.context()))) {
                assertEquals(
                        new CliRun.Result(
                                0, "accepted for 1 of 1 by mx.lab.test as 4F2A1 (N octets, TLSv1.3, N ms)\n", ""),
                        timeless(send(
                                server,
                                "--quiet",
                                wish,
                                "-Dmail.smtps.localhost=client.example",
                                "-Dmail.smtps.ssl.trust=127.0.0.1")));
                assertEquals(script(dialog).conversation(), server.transcript());
            }
        }
    }

    @Test
    void lmtpAnswersForEachRecipient() throws Exception {
        String dialog = """
                S: 220 store.lab.test LMTP
                C: LHLO client.example
                S: 250 store.lab.test
                C: MAIL FROM:<joe@lab.test>
                S: 250 2.1.0 Ok
                C: RCPT TO:<ann@lab.test>
                S: 250 2.1.5 Ok
                C: RCPT TO:<bob@lab.test>
                S: 250 2.1.5 Ok
                C: RCPT TO:<eve@lab.test>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 Go on
                C: [message]
                S: 250 2.0.0 <ann@lab.test> Delivered
                S: 452 4.2.2 <bob@lab.test> Mailbox is full
                S: 550 5.2.1 <eve@lab.test> Mailbox is disabled
                C: QUIT
                S: 221 2.0.0 Bye
                """;
        String[] more = {
            "--quiet",
            "--protocol=lmtp",
            "-Dmail.lmtp.localhost=client.example",
            "--to=bob@lab.test",
            "--to=eve@lab.test"
        };
        try (ScriptedServer server = server(dialog)) {
            assertEquals(new CliRun.Result(65, """
                            accepted for 1 of 3 by store.lab.test (N octets, without TLS, N ms);\
                             bob@lab.test rejected (transient): 452 4.2.2 <bob@lab.test> Mailbox is full;\
                             eve@lab.test rejected (permanent): 550 5.2.1 <eve@lab.test> Mailbox is disabled
                            """, ""), timeless(send(server, more)));
            assertEquals(script(dialog).conversation(), server.transcript());
        }
        try (ScriptedServer server = server(dialog)) {
            more[0] = "--json";
            assertEquals(new CliRun.Result(65, """
                            {"complete":false,"uncertain":false,"recipients":[\
                            {"address":"ann@lab.test","outcome":"accepted","reply":{"code":250,"status":"2.0.0",\
                            "text":"250 2.0.0 <ann@lab.test> Delivered"}},\
                            {"address":"bob@lab.test","outcome":"refused_for_now","reply":{"code":452,"status":"4.2.2",\
                            "text":"452 4.2.2 <bob@lab.test> Mailbox is full"}},\
                            {"address":"eve@lab.test","outcome":"refused","reply":{"code":550,"status":"5.2.1",\
                            "text":"550 5.2.1 <eve@lab.test> Mailbox is disabled"}}],\
                            "reply":{"code":250,"status":"2.0.0","text":"250 2.0.0 <ann@lab.test> Delivered"},\
                            "server":"store.lab.test","octets":N,"millis":N}
                            """, ""), timeless(send(server, more)));
        }
    }

    @Test
    void dryRunPrintsTheOctetsAndConnectsToNobody() {
        CliRun.Result result = new CliRun()
                .parley(
                        "send",
                        "--dry-run",
                        "--server=127.0.0.1:1",
                        FROM,
                        TO,
                        "--subject=Hello",
                        "--header=Message-ID: <1@lab.test>",
                        "--header=Date: Thu, 26 Nov 2026 12:00:00 +0000",
                        "--body=One\nTwo\n");
        assertEquals("would be sent to ann@lab.test:\n", result.errors());
        assertEquals(0, result.code());
        assertTrue(result.output().endsWith("\r\n\r\nOne\r\nTwo\r\n"), result.output());
        assertTrue(result.output().contains("Subject: Hello\r\n"), result.output());
        assertFalse(result.output().replace("\r\n", "").contains("\n"), result.output());
    }

    @Test
    void theHeaderIsInAsciiAndWhatIsGivenStands() {
        CliRun.Result result = new CliRun()
                .parley(
                        "send",
                        "--dry-run",
                        "--quiet",
                        "--from=J\u00f6rg <joe@lab.test>",
                        TO,
                        "--header=Date: Thu, 26 Nov 2026 12:00:00 +0000",
                        "--header=Message-ID: <1@lab.test>",
                        "--header=CC: B\u00e4rbel M. <bob@lab.test>, eve@lab.test",
                        "--header=X-Test: Gr\u00fc\u00dfe",
                        "--header=X-Step: 1",
                        "--header=x-step: 2",
                        "--body=x\n");
        assertEquals(new CliRun.Result(0, """
                        Date: Thu, 26 Nov 2026 12:00:00 +0000
                        From: =?UTF-8?Q?J=C3=B6rg?= <joe@lab.test>
                        To: ann@lab.test
                        CC: =?UTF-8?Q?B=C3=A4rbel_M=2E?= <bob@lab.test>, eve@lab.test
                        Message-ID: <1@lab.test>
                        MIME-Version: 1.0
                        Content-Type: text/plain; charset=UTF-8
                        Content-Transfer-Encoding: 7bit
                        X-Test: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=
                        X-Step: 1
                        x-step: 2

                        x
                        """.replace("\n", "\r\n"), ""), result);
    }

    @Test
    void aMessageFromAFileKeepsItsOctetsAndItsBlindCopiesSecret() throws IOException {
        String text = "From: ann@lab.test\r\nTo: joe@lab.test\r\nBcc: eve@lab.test\r\nSubject:  odd\r\n\r\nBody\r\n";
        Path eml = Files.writeString(folder.resolve("message.eml"), text);
        assertEquals(
                new CliRun.Result(
                        0, text.replace("Bcc: eve@lab.test\r\n", ""), "would be sent to joe@lab.test, eve@lab.test:\n"),
                new CliRun().parley("send", "--dry-run", "--eml=" + eml));
        assertEquals(
                64,
                new CliRun()
                        .parley("send", "--dry-run", "--eml=" + eml, "--subject=x")
                        .code());
        assertEquals(
                new CliRun.Result(
                        66, "", "parley send: " + folder.resolve("none") + ": no such file: check the path\n"),
                new CliRun().parley("send", "--dry-run", "--eml=" + folder.resolve("none")));
    }

    @Test
    void whatCannotBeUsedIsNamed() {
        for (String[] wrong : List.of(
                new String[] {"--from is missing: add --from with the address of the sender", TO},
                new String[] {"--to is missing: add --to with the address of a recipient", FROM},
                new String[] {
                    "--header \"none\" is not a header field: use one line 'NAME: VALUE'", FROM, TO, "--header=none"
                },
                new String[] {
                    "--from \"a@b.c, d@e.f\" is not a single address: give one sender", TO, "--from=a@b.c, d@e.f"
                },
                new String[] {"--cc is empty: use NAME@DOMAIN", FROM, "--cc= "},
                new String[] {
                    "--attach-name applies to the next --attach, and none follows: write it before --attach",
                    FROM,
                    TO,
                    "--attach-name=x"
                },
                new String[] {
                    "--quit-after and --dry-run exclude each other: use one of them", FROM, TO, "--quit-after=mail"
                })) {
            String[] arguments = wrong.clone();
            arguments[0] = "--body=x";
            CliRun.Result result = new CliRun().parley(join("send", "--dry-run", arguments));
            assertEquals(new CliRun.Result(64, "", "parley send: " + wrong[0] + "\n"), result);
        }
        assertEquals(
                64,
                new CliRun()
                        .parley("send", "--server=mx.lab.test:99999", FROM, TO)
                        .code());
        CliRun.Result property =
                new CliRun().parley("send", "--quiet", "-D", "mail.smtp.pipelining=loud", FROM, TO, "--body=x");
        assertEquals(64, property.code());
        assertTrue(property.errors().contains("mail.smtp.pipelining=loud is not one of"), property.errors());
    }

    @Test
    void recipientsOfThreeKinds() {
        CliRun.Result result = new CliRun()
                .parley(
                        "send",
                        "--dry-run",
                        "-f",
                        "joe@lab.test",
                        "-t",
                        "Ann <ann@lab.test>, bob@lab.test",
                        "--cc=eve@lab.test",
                        "--bcc=max@lab.test,mia@lab.test",
                        "--body=x");
        assertEquals(
                "would be sent to ann@lab.test, bob@lab.test, eve@lab.test, max@lab.test, mia@lab.test:\n",
                result.errors());
        assertTrue(result.output().contains("To: Ann <ann@lab.test>, bob@lab.test\r\n"), result.output());
        assertTrue(result.output().contains("Cc: eve@lab.test\r\n"), result.output());
        assertFalse(result.output().contains("max@"), result.output());
        assertTrue(
                Pattern.compile("Message-ID: <[0-9a-f-]{36}@lab\\.test>\r\n")
                        .matcher(result.output())
                        .find(),
                result.output());
    }

    @Test
    void typeAndNameOfTheNextAttachment() throws IOException {
        Path data = Files.writeString(folder.resolve("data"), "a;b\n");
        String output = new CliRun()
                .parley(
                        "send",
                        "--dry-run",
                        FROM,
                        TO,
                        "--body=x",
                        "--attach-type=text/csv; charset=UTF-8",
                        "--attach-name=table.csv",
                        "--attach=" + data,
                        "--attach-name=page.html",
                        "--attach",
                        data.toString(),
                        "--attach=" + data)
                .output();
        assertEquals(
                List.of(
                        "text/csv; charset=UTF-8; name=table.csv",
                        "text/html; charset=us-ascii; name=page.html",
                        "application/octet-stream; name=data"),
                Pattern.compile("Content-Type: ((?:text/csv|text/html|application)[^\r]*(?:\r\n\\s[^\r]*)*)")
                        .matcher(output)
                        .results()
                        .map(type -> type.group(1).replaceAll("\\s+", " "))
                        .toList(),
                output);
    }

    @Test
    void theNullSender() throws Exception {
        String dialog = """
                S: 220 mx.lab.test ESMTP
                C: EHLO client.example
                S: 250 mx.lab.test
                C: MAIL FROM:<>
                S: 250 Ok
                C: RCPT TO:<ann@lab.test>
                S: 250 Ok
                C: DATA
                S: 354 Go on
                C: [message]
                S: 250 Ok
                C: QUIT
                S: 221 Bye
                """;
        try (ScriptedServer server = server(dialog)) {
            CliRun.Result result = new CliRun()
                    .parley(
                            "send",
                            "--server=127.0.0.1:" + server.port(),
                            "-f<>",
                            TO,
                            "--body=x",
                            "-Dmail.smtp.localhost=client.example");
            assertEquals(0, result.code(), result.toString());
            assertEquals(script(dialog).conversation(), server.transcript());
        }
    }

    @Test
    void quitAfterEachStep() throws Exception {
        String greeting = "S: 220 mx.lab.test ESMTP\n";
        String ehlo = "C: EHLO client.example\nS: 250-mx.lab.test\nS: 250-STARTTLS\nS: 250 AUTH PLAIN\n";
        String tls = "C: STARTTLS\nS: 220 Go ahead\nS! tls\n" + ehlo.replace("S: 250-STARTTLS\n", "");
        String auth = "C: AUTH PLAIN AGpvZQBzZWNyZXQ=\nS: 235 Ok\n";
        String mail = "C: MAIL FROM:<joe@lab.test>\nS: 250 Ok\n";
        String rcpt = "C: RCPT TO:<ann@lab.test>\nS: 250 Ok\nC: RCPT TO:<bob@lab.test>\nS: 450 4.2.0 Later\n";
        quitsAfter("greeting", 0, greeting);
        quitsAfter("ehlo", 0, greeting + ehlo);
        quitsAfter("starttls", 0, greeting + ehlo + tls);
        quitsAfter("auth", 0, greeting + ehlo + tls + auth);
        quitsAfter("mail", 0, greeting + ehlo + tls + auth + mail);
        quitsAfter("rcpt", 75, greeting + ehlo + tls + auth + mail + rcpt);
        quitsAfter("mail", 65, greeting + ehlo + tls + auth + mail.replace("250 Ok", "550 5.7.1 No"));
    }

    private void quitsAfter(String step, int code, String dialog) throws Exception {
        String whole = dialog + "C: QUIT\nS: 221 Bye\n";
        TestCertificate certificate = TestCertificate.make(folder.resolve(step + code + ".p12"), "localhost");
        try (ScriptedServer server = ScriptedServer.start(script(whole), Optional.of(certificate.context()))) {
            CliRun.Result result = new CliRun()
                    .password("secret")
                    .parley(
                            "send",
                            "-q",
                            step,
                            "-k",
                            "-s",
                            "127.0.0.1:" + server.port(),
                            "-u",
                            "joe",
                            FROM,
                            TO,
                            "--to=bob@lab.test",
                            "-Dmail.smtp.localhost=client.example");
            assertEquals(code, result.code(), result.toString());
            assertEquals(script(whole).conversation(), server.transcript());
        }
    }

    @Test
    void theDnsNamesTheServerAlsoForTheGreetingAlone() {
        for (String last : List.of("--quit-after=greeting", "--quit-after=auth")) {
            CliRun.Result result = new CliRun().parley("send", "--quiet", last, "-Dmail.smtp.srv=maybe");
            assertEquals(64, result.code(), result.toString());
            assertTrue(result.errors().contains("mail.smtp.srv=maybe is not one of true, false"), result.errors());
        }
    }

    @Test
    void aGreetingThatRejects() throws Exception {
        try (ScriptedServer server = server("S: 554 5.7.1 Your address is blocked\n")) {
            CliRun.Result result = send(server, "--quit-after=greeting", "--json");
            assertEquals(65, result.code(), result.toString());
            assertTrue(result.errors().contains("554 5.7.1 Your address is blocked"), result.errors());
        }
    }

    @Test
    void aLoginInClearNeedsAnOption() throws Exception {
        String offer = "S: 220 mx.lab.test ESMTP\nC: EHLO client.example\nS: 250-mx.lab.test\nS: 250 AUTH PLAIN\n";
        String end = "C: QUIT\nS: 221 Bye\n";
        String refused = offer + end;
        for (String tls : List.of("--tls=off", "--tls=on", "--insecure")) {
            try (ScriptedServer server = server(refused)) {
                CliRun.Result result = new CliRun()
                        .password("secret")
                        .parley(
                                "send",
                                "--quiet",
                                tls,
                                "--quit-after=auth",
                                "--user=joe",
                                "--server=127.0.0.1:" + server.port(),
                                "-Dmail.smtp.localhost=client.example");
                assertEquals(77, result.code(), result.toString());
                assertTrue(result.errors().contains("the password was not sent"), result.errors());
                assertEquals(script(refused).conversation(), server.transcript());
            }
        }
        String allowed = offer + "C: AUTH PLAIN AGpvZQBzZWNyZXQ=\nS: 235 Ok\n" + end;
        try (ScriptedServer server = server(allowed)) {
            CliRun.Result result = new CliRun()
                    .password("secret")
                    .parley(
                            "send",
                            "--allow-cleartext-login",
                            "--quit-after=auth",
                            "--user=joe",
                            "--server=127.0.0.1:" + server.port(),
                            "-Dmail.smtp.localhost=client.example");
            assertEquals(0, result.code(), result.toString());
        }
    }

    @Test
    void aTimeLimit() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CliRun.Result result = new CliRun()
                    .parley("send", "--quiet", "--timeout=1s", "--server=127.0.0.1:" + silent.getLocalPort(), FROM, TO);
            assertEquals(69, result.code());
            assertTrue(result.errors().contains("1000 ms"), result.errors());
        }
    }

    @Test
    void oneAddressFamily() throws Exception {
        CliRun.Result none = new CliRun().parley("send", "-6", "--server=127.0.0.1", FROM, TO, "--body=x");
        assertEquals(
                new CliRun.Result(69, "", "parley send: the host 127.0.0.1 has no IPv6 address: remove -6\n"), none);
        CliRun.Result both = new CliRun().parley("send", "-6", "-4", "--server=127.0.0.1", FROM, TO, "--body=x");
        assertEquals(64, both.code());
        CliRun.Result proxy = new CliRun()
                .parley("send", "-4", "-Dmail.smtp.socks.host=p", "--server=127.0.0.1", FROM, TO, "--body=x");
        assertEquals(
                new CliRun.Result(
                        64, "", "parley send: -4 and -D mail.smtp.socks.host exclude each other: remove one\n"),
                proxy);
        try (ScriptedServer server = server("S: 220 mx.lab.test\nC: QUIT\nS: 221 Bye\n")) {
            assertEquals(0, send(server, "-4", "--quit-after=greeting").code());
        }
    }

    @Test
    void aServerWithAnIpv6Address() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("::1"))) {
            CompletableFuture<Void> greeted = CompletableFuture.runAsync(() -> greet(server), OwnThread.EXECUTOR);
            CliRun.Result result =
                    new CliRun().parley("send", "-6", "-q", "greeting", "-s", "[::1]:" + server.getLocalPort());
            assertEquals(0, result.code(), result.toString());
            assertTrue(
                    result.output().contains("connected to [0:0:0:0:0:0:0:1]:" + server.getLocalPort()),
                    result.output());
            greeted.join();
        } catch (BindException e) {
            Assumptions.abort("no IPv6 on this machine");
        }
    }

    private static void greet(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write("220 mx.lab.test\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readNBytes("QUIT\r\n".length());
            client.getOutputStream().write("221 Bye\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aUnixSocketIsLmtp() throws Exception {
        Path path = folder.resolve("lmtp");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            CompletableFuture<Void> greeted = CompletableFuture.runAsync(
                    () -> {
                        try (SocketChannel client = server.accept()) {
                            client.write(StandardCharsets.US_ASCII.encode("220 store LMTP\r\n"));
                            client.read(ByteBuffer.allocate(100));
                            client.write(StandardCharsets.US_ASCII.encode("250 store\r\n"));
                            client.read(ByteBuffer.allocate(100));
                            client.write(StandardCharsets.US_ASCII.encode("221 Bye\r\n"));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    OwnThread.EXECUTOR);
            CliRun.Result result = new CliRun().parley("send", "--socket=" + path, "--quit-after=ehlo");
            assertEquals(0, result.code(), result.toString());
            assertTrue(result.output().contains("LHLO "), result.output());
            greeted.join();
        }
        assertEquals(
                new CliRun.Result(64, "", "parley send: --socket is for LMTP: remove --server, and --protocol smtp\n"),
                new CliRun().parley("send", "--socket=/x", "--server=localhost", FROM, TO));
        assertEquals(
                new CliRun.Result(64, "", "parley send: --quit-after greeting needs --server: use --quit-after ehlo\n"),
                new CliRun().parley("send", "--socket=/x", "--quit-after=greeting"));
    }

    @Test
    void aBarOnATerminalForALongBody() throws Exception {
        GreenMail server = new GreenMail(LoopbackSetup.of(0, ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            Path attached = Files.write(folder.resolve("long.bin"), new byte[3 << 20]);
            String[] arguments = {
                "send", "--server=127.0.0.1:" + server.getSmtp().getPort(), FROM, TO, "--body=x", "--attach=" + attached
            };
            CliRun.Result watched = new CliRun().onTerminal().parley(arguments);
            assertEquals(0, watched.code());
            Pattern whole = Pattern.compile("\r\u001b\\[K\\[#{40}] 100 % of 4\\.\\d MiB");
            assertTrue(whole.matcher(watched.errors()).find(), watched.errors());
            assertTrue(watched.errors().endsWith("\r\u001b[K"), watched.errors());
            assertEquals("", new CliRun().parley(arguments).errors());
        } finally {
            server.stop();
        }
    }

    private CliRun.Result send(ScriptedServer server, String... more) {
        return new CliRun()
                .parley(join(
                        "send",
                        "--server=127.0.0.1:" + server.port(),
                        join(FROM, TO, join("--body=Hello", "-Dmail.smtp.localhost=client.example", more))));
    }

    private static String[] join(String first, String second, String... rest) {
        String[] all = new String[rest.length + 2];
        all[0] = first;
        all[1] = second;
        System.arraycopy(rest, 0, all, 2, rest.length);
        return all;
    }

    private static String transaction(String rest) {
        return """
                S: 220 mx.lab.test ESMTP
                C: EHLO client.example
                S: 250 mx.lab.test
                C: MAIL FROM:<joe@lab.test>
                S: 250 Ok
                """ + rest + """
                C: RSET
                S: 250 Ok
                C: QUIT
                S: 221 Bye
                """;
    }

    private static DialogScript script(String dialog) {
        return DialogScript.parse("send", dialog);
    }

    private static ScriptedServer server(String dialog) throws IOException {
        return ScriptedServer.start(script(dialog));
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static CliRun.Result timeless(CliRun.Result result) {
        String output = result.output()
                .replaceAll("\\d+ ms", "N ms")
                .replaceAll("\"millis\":\\d+", "\"millis\":N")
                .replaceAll("[1-9]\\d* octets", "N octets")
                .replaceAll("\"octets\":[1-9]\\d*", "\"octets\":N");
        return new CliRun.Result(result.code(), output, result.errors());
    }

    private static String last(CliRun.Result result) {
        List<String> lines = result.output().lines().toList();
        return lines.get(lines.size() - 1);
    }
}
