package dev.parley.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.probe.ProbeCommand;
import dev.parley.cli.shared.CommandContext;
import dev.parley.cli.shared.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** Compares {@code parley probe} with {@code openssl s_client}. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProbeIT {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MMM d HH:mm:ss yyyy z", Locale.ROOT);

    /** What both programs report, in the words of the probe. */
    private record Session(
            String version,
            String cipher,
            String group,
            String signatureType,
            List<String> chainKeys,
            List<String> chainSignatures,
            List<String> chainNotAfter) {}

    @BeforeAll
    static void trust() {
        Servers.trust();
    }

    @Test
    void postfixWithStartTls() throws Exception {
        int port = Servers.postfix("SMTP_PORT");
        assertEquals(openssl(port, "-starttls", "smtp"), probe(port));
    }

    @Test
    void postfixWithTls12() throws Exception {
        int port = Servers.postfix("SMTP_PORT");
        Session expected = openssl(port, "-starttls", "smtp", "-tls1_2");
        assertEquals(expected, probe(port, "-Dmail.smtp.ssl.protocols=TLSv1.2"));
        assertEquals("TLSv1.2", expected.version);
    }

    @Test
    void postfixWithImplicitTls() throws Exception {
        int port = Servers.postfix("SMTPS_PORT");
        assertEquals(openssl(port), probe(port, "--tls=implicit"));
    }

    @Test
    void dovecot() throws Exception {
        int port = Servers.dovecot("SIEVE_PORT");
        assertEquals(openssl(port, "-starttls", "sieve"), probe(port, "--sieve"));
    }

    @Test
    @Timeout(25)
    void aPortThatWaitsForTls() {
        String output = run(Servers.postfix("SMTPS_PORT"), 69);
        assertTrue(output.contains("the port expects TLS from the first octet"), output);
    }

    private static Session probe(int port, String... more) {
        String json = run(port, 0, more);
        return new Session(
                text(json, "version"),
                text(json, "cipher"),
                text(json, "group"),
                text(json, "signatureType"),
                texts(json, "chainKeys"),
                texts(json, "chainSignatures"),
                texts(json, "chainNotAfter"));
    }

    private static String run(int port, int code, String... more) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(output, true, UTF_8);
        CommandContext context =
                new CommandContext(InputStream.nullInputStream(), out, out, false, false, Map.of(), question -> null);
        String[] arguments = Stream.concat(Stream.of("--json", "-4", "localhost:" + port), Stream.of(more))
                .toArray(String[]::new);
        int ended = new CommandLine(new ProbeCommand(context))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(HostPort.class, HostPort::of)
                .execute(arguments);
        assertEquals(code, ended, output.toString(UTF_8));
        return output.toString(UTF_8);
    }

    private static String text(String json, String member) {
        return find(json, "\"" + member + "\":\"([^\"]*)\"");
    }

    private static List<String> texts(String json, String member) {
        return Arrays.stream(find(json, "\"" + member + "\":\\[([^]]*)]").split(","))
                .map(each -> each.replace("\"", ""))
                .toList();
    }

    private static Session openssl(int port, String... more) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port, "-servername", "localhost"));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        String chain = find(output, "(?s)Certificate chain\n(.*?)---");
        return new Session(
                find(output, "(?m)^New, (TLSv[\\d.]+)").equals("TLSv1.3")
                        ? "TLSv1.3"
                        : find(output, "Protocol *: (\\S+)"),
                cipher(find(output, "(?m)^New, \\S+ Cipher is (\\S+)")),
                find(output, "(?m)^(?:Server|Peer) Temp Key: (?:ECDH, )?([^,\n]+)"),
                find(output, "(?m)^Peer signature type: (\\S+)"),
                all(chain, "a:PKEY: (\\S+), (\\d+)").stream()
                        .map(key -> key.replace("rsaEncryption", "RSA").replace("id-ecPublicKey", "EC"))
                        .toList(),
                all(chain, "sigalg: (\\S+)").stream().map(ProbeIT::signature).toList(),
                all(chain, "NotAfter: ([^\n]+)").stream().map(ProbeIT::instant).toList());
    }

    /** The name of a TLS 1.2 cipher suite in RFC 5289 instead of that of openssl. */
    private static String cipher(String openssl) {
        Matcher tls12 = Pattern.compile("(ECDHE-\\w+)-AES(\\d+)-(GCM-SHA\\d+)").matcher(openssl);
        return tls12.matches()
                ? "TLS_" + tls12.group(1).replace('-', '_') + "_WITH_AES_" + tls12.group(2) + "_"
                        + tls12.group(3).replace('-', '_')
                : openssl;
    }

    private static String signature(String openssl) {
        return openssl.startsWith("RSA-")
                ? openssl.substring(4) + "withRSA"
                : openssl.replaceFirst("ecdsa-with-(.*)", "$1withECDSA");
    }

    private static String instant(String openssl) {
        Instant end =
                ZonedDateTime.parse(openssl.strip().replaceAll(" +", " "), DATE).toInstant();
        return end.toString();
    }

    private static List<String> all(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.groupCount() == 1 ? found.group(1) : found.group(1) + " " + found.group(2))
                .toList();
    }

    private static String find(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertTrue(found.find(), pattern + " in " + text);
        return found.group(1);
    }
}
