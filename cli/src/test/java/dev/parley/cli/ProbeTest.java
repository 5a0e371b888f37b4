package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.DialogScript;
import dev.parley.replay.ScriptedServer;
import dev.parley.replay.TestCertificate;
import dev.parley.replay.sieve.ManageSieveServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ProbeTest {
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";
    private static final String HELLO = """
            S: 220 mx.lab.test ESMTP
            C: EHLO client.example
            S: 250-mx.lab.test
            S: 250 STARTTLS
            C: STARTTLS
            S: 220 Go
            """;
    private static final String SECURED = """
            S! tls
            C: EHLO client.example
            S: 250-mx.lab.test
            S: 250 AUTH PLAIN
            C: QUIT
            S: 221 Bye
            """;
    private static final String DISTRUSTED = HELLO + "S! tls-refused\nS! accept\n" + HELLO + SECURED;
    private static final String EXTENSIONS = "fileinto reject ereject envelope vacation imap4flags variables relational"
            + " subaddress copy body mailbox comparator-i;ascii-numeric";
    private static final String SCRIPTS = """
            S! tls
            S: "IMPLEMENTATION" "Example1 ManageSieved v001"
            S: "SASL" "PLAIN SCRAM-SHA-1"
            S: "SIEVE" "fileinto vacation"
            S: "MAXREDIRECTS" "5"
            S: "VERSION" "1.0"
            S: OK
            """;

    @TempDir
    static Path store;

    @TempDir
    Path folder;

    private static TestCertificate certificate;

    @BeforeAll
    static void certificate() throws IOException {
        certificate = TestCertificate.make(store.resolve("own.p12"), "127.0.0.1");
    }

    @AfterEach
    void trustAsTheJdkDoes() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE_PASSWORD);
    }

    @Test
    void aServerWithoutTls() throws Exception {
        assertEquals(new CliRun.Result(0, """
                        127.0.0.1
                          greeting   220 mx.lab.test ESMTP
                          in clear   AUTH PLAIN CRAM-MD5
                          in clear   LIMITS RCPTMAX=100
                          in clear   SIZE 1000
                          logins     PLAIN CRAM-MD5
                          limit      LIMITS RCPTMAX=100
                          limit      SIZE 1000
                          warning    no TLS: mail and passwords are sent in clear
                          warning    PLAIN or LOGIN is announced without TLS: an observer of the network can read the password
                        """, ""), probed("""
                        S: 220 mx.lab.test ESMTP
                        C: EHLO client.example
                        S: 250-mx.lab.test
                        S: 250-AUTH PLAIN CRAM-MD5
                        S: 250-LIMITS RCPTMAX=100
                        S: 250 SIZE 1000
                        C: QUIT
                        S: 221 Bye
                        """));
    }

    @Test
    void lmtp() throws Exception {
        assertEquals(new CliRun.Result(0, """
                        127.0.0.1
                          greeting   220 store.lab.test LMTP
                          in clear   PIPELINING
                          in clear   SIZE
                          logins     none
                          limit      SIZE
                          warning    no TLS: mail and passwords are sent in clear
                        """, ""), probed("""
                        S: 220 store.lab.test LMTP
                        C: LHLO client.example
                        S: 250-store.lab.test
                        S: 250-PIPELINING
                        S: 250 SIZE
                        C: QUIT
                        S: 221 Bye
                        """, "--lmtp", "-Dmail.lmtp.localhost=client.example"));
    }

    @Test
    void aCertificateThatIsBelieved() throws Exception {
        trust(certificate.store());
        assertEquals(new CliRun.Result(0, """
                        127.0.0.1
                          greeting   220 mx.lab.test ESMTP
                          in clear   STARTTLS
                          TLS        TLSv1.3 TLS_AES_256_GCM_SHA384
                            subject  CN=127.0.0.1
                            names    127.0.0.1
                            issuer   CN=127.0.0.1
                            valid    DATE to DATE
                            key      RSA 2048
                            sha256   HEX
                            group    X25519
                            signed   RSA-PSS, digest unknown: TLS 1.3 encrypts it, and Java does not report it
                            chain    CN=127.0.0.1, issuer CN=127.0.0.1
                                     RSA 2048, signed with SHA256withRSA, valid DATE to DATE
                            verify   ok
                          over TLS   AUTH PLAIN
                          logins     PLAIN
                          warning    the certificate expires in 29 days, on DATE
                        """, ""), probed(HELLO + SECURED));
    }

    @Test
    void aCertificateThatIsNotBelievedIsShown() throws Exception {
        CliRun.Result result = probed(DISTRUSTED);
        assertEquals(new CliRun.Result(0, """
                        127.0.0.1
                          greeting   220 mx.lab.test ESMTP
                          in clear   STARTTLS
                          TLS        TLSv1.3 TLS_AES_256_GCM_SHA384
                            subject  CN=127.0.0.1
                            names    127.0.0.1
                            issuer   CN=127.0.0.1
                            valid    DATE to DATE
                            key      RSA 2048
                            sha256   HEX
                            group    X25519
                            signed   RSA-PSS, digest unknown: TLS 1.3 encrypts it, and Java does not report it
                            chain    CN=127.0.0.1, issuer CN=127.0.0.1
                                     RSA 2048, signed with SHA256withRSA, valid DATE to DATE
                            verify   FAILED: no authority issued this certificate: the server made it itself, as test servers do
                          over TLS   AUTH PLAIN
                          logins     PLAIN
                          warning    the certificate cannot be verified; fix: save the certificate with "openssl s_client -connect\
                         127.0.0.1:PORT" (on a port with STARTTLS add -starttls smtp or sieve), compare its\
                         fingerprint with the administrator's, and set --ca-file <the file>. Or install a certificate of an authority on the\
                         server. For a test, --insecure accepts any certificate, also that of an attacker
                          warning    the certificate expires in 29 days, on DATE
                        """, ""), result);
    }

    @Test
    void aCertificateThatHasExpired() throws Exception {
        IssuedCertificate expired = IssuedCertificate.expired(folder, "ip:127.0.0.1");
        trust(expired.authority());
        assertEquals(new CliRun.Result(0, """
                        127.0.0.1
                          greeting   220 mx.lab.test ESMTP
                          in clear   STARTTLS
                          TLS        TLSv1.3 TLS_AES_256_GCM_SHA384
                            subject  CN=Server
                            names    127.0.0.1
                            issuer   CN=Authority
                            valid    DATE to DATE
                            key      EC 256
                            sha256   HEX
                            group    X25519
                            signed   ECDSA with SHA256
                            chain    CN=Server, issuer CN=Authority
                                     EC 256, signed with SHA256withECDSA, valid DATE to DATE
                            chain    CN=Authority, issuer CN=Authority
                                     EC 256, signed with SHA256withECDSA, valid DATE to DATE
                            verify   FAILED: the server's certificate has expired, or the clock of this machine is wrong
                          over TLS   AUTH PLAIN
                          logins     PLAIN
                          warning    the certificate cannot be verified; fix: have the server's administrator\
                         renew the certificate; if the clock of this machine is wrong, set it
                          warning    the certificate expired on DATE
                        """, ""), probed(expired.server(), DISTRUSTED));
    }

    @Test
    void aCertificateForAnotherName() throws Exception {
        TestCertificate elsewhere = TestCertificate.make(folder.resolve("elsewhere.p12"), "elsewhere.example");
        trust(elsewhere.store());
        assertEquals(new CliRun.Result(0, """
                        127.0.0.1
                          greeting   220 mx.lab.test ESMTP
                          in clear   STARTTLS
                          TLS        TLSv1.3 TLS_AES_256_GCM_SHA384
                            subject  CN=elsewhere.example
                            names    elsewhere.example
                            issuer   CN=elsewhere.example
                            valid    DATE to DATE
                            key      RSA 2048
                            sha256   HEX
                            group    X25519
                            signed   RSA-PSS, digest unknown: TLS 1.3 encrypts it, and Java does not report it
                            chain    CN=elsewhere.example, issuer CN=elsewhere.example
                                     RSA 2048, signed with SHA256withRSA, valid DATE to DATE
                            verify   FAILED: the server's certificate is for another host name
                          over TLS   AUTH PLAIN
                          logins     PLAIN
                          warning    the certificate cannot be verified; fix: the host = <a name in the certificate>,\
                         if this is the same server; otherwise check the DNS, or have the name added to the certificate.\
                         Disabling the check of the name (with --insecure) would allow a man in the middle
                          warning    the certificate does not name 127.0.0.1
                          warning    the certificate expires in 29 days, on DATE
                        """, ""), probed(elsewhere.context(), DISTRUSTED));
    }

    @Test
    void allThatIsWrongWithACertificateIsSaid() throws Exception {
        IssuedCertificate expired = IssuedCertificate.expired(folder, "dns:elsewhere.example");
        CliRun.Result result = probed(expired.server(), DISTRUSTED);
        assertEquals(0, result.code());
        assertEquals("""
                        warning    the certificate cannot be verified; fix: have the server's administrator\
                         renew the certificate; if the clock of this machine is wrong, set it
                          warning    the certificate does not name 127.0.0.1
                          warning    the certificate expired on DATE
                        """, result.output().substring(result.output().indexOf("warning")));
    }

    @Test
    void tlsFromTheFirstOctet() throws Exception {
        trust(certificate.store());
        String dialog = SECURED.replace("S! tls\n", "S! tls\nS: 220 mx.lab.test ESMTP\n");
        String implicit = """
                127.0.0.1
                  greeting   220 mx.lab.test ESMTP
                  TLS        TLSv1.3 TLS_AES_256_GCM_SHA384
                    subject  CN=127.0.0.1
                    names    127.0.0.1
                    issuer   CN=127.0.0.1
                    valid    DATE to DATE
                    key      RSA 2048
                    sha256   HEX
                    group    X25519
                    signed   RSA-PSS, digest unknown: TLS 1.3 encrypts it, and Java does not report it
                    chain    CN=127.0.0.1, issuer CN=127.0.0.1
                             RSA 2048, signed with SHA256withRSA, valid DATE to DATE
                    verify   ok
                  over TLS   AUTH PLAIN
                  logins     PLAIN
                  warning    the certificate expires in 29 days, on DATE
                """;
        assertEquals(
                new CliRun.Result(0, implicit, ""),
                probed(dialog, "--tls=implicit", "-Dmail.smtps.localhost=client.example"));
        assertEquals(
                new CliRun.Result(
                        64,
                        "",
                        "parley probe: --tls=implicit is not possible with LMTP: use --tls=required for STARTTLS\n"),
                new CliRun().parley("probe", "--lmtp", "--tls=implicit", "localhost"));
    }

    @Test
    void manageSieveWithTlsFromTheFirstOctet() throws Exception {
        trust(certificate.store());
        assertEquals(new CliRun.Result(0, """
                        127.0.0.1
                          greeting   OK
                          TLS        TLSv1.3 TLS_AES_256_GCM_SHA384
                            subject  CN=127.0.0.1
                            names    127.0.0.1
                            issuer   CN=127.0.0.1
                            valid    DATE to DATE
                            key      RSA 2048
                            sha256   HEX
                            group    X25519
                            signed   RSA-PSS, digest unknown: TLS 1.3 encrypts it, and Java does not report it
                            chain    CN=127.0.0.1, issuer CN=127.0.0.1
                                     RSA 2048, signed with SHA256withRSA, valid DATE to DATE
                            verify   ok
                          over TLS   IMPLEMENTATION Example1 ManageSieved v001
                          over TLS   SASL PLAIN SCRAM-SHA-1
                          over TLS   SIEVE fileinto vacation
                          over TLS   MAXREDIRECTS 5
                          over TLS   VERSION 1.0
                          logins     PLAIN SCRAM-SHA-1
                          limit      MAXREDIRECTS 5
                          warning    the certificate expires in 29 days, on DATE
                        """, ""), probed(SCRIPTS, "--sieve", "--tls=implicit"));
    }

    @Test
    void manageSieve() throws Exception {
        try (ManageSieveServer server = new ManageSieveServer(certificate.context(), "joe", "secret")) {
            assertEquals(
                    new CliRun.Result(0, """
                            {"protocol":"sieve","host":"127.0.0.1","addresses":[{"address":"127.0.0.1",\
                            "greeting":["OK \\"ManageSieve ready.\\""],\
                            "inClear":["IMPLEMENTATION Parley replay","SIEVE %1$s","SASL","STARTTLS","VERSION 1.0"],\
                            "tls":{"version":"TLSv1.3","cipher":"TLS_AES_256_GCM_SHA384","resumed":false,\
                            "subject":"CN=127.0.0.1","san":["127.0.0.1"],"issuer":"CN=127.0.0.1",\
                            "notBefore":"DATE","notAfter":"DATE","key":"RSA 2048","sha256":"HEX",\
                            "group":"X25519","signatureType":"RSA-PSS",\
                            "chain":["CN=127.0.0.1"],"issuers":["CN=127.0.0.1"],\
                            "chainKeys":["RSA 2048"],"chainSignatures":["SHA256withRSA"],"chainNotAfter":["DATE"],\
                            "verify":"FAILED: no authority issued this certificate: the server made it itself, as test servers do",\
                            "identity":false},\
                            "overTls":["IMPLEMENTATION Parley replay","SIEVE %1$s","SASL PLAIN","VERSION 1.0"],\
                            "logins":["PLAIN"],"limits":[],\
                            "warnings":["the certificate cannot be verified; fix: save the certificate with \\"openssl s_client -connect\
                             127.0.0.1:PORT\\" (on a port with STARTTLS add -starttls smtp or sieve), compare its\
                             fingerprint with the administrator's, and set --ca-file <the file>. Or install a certificate of an authority on the\
                             server. For a test, --insecure accepts any certificate, also that of an attacker",\
                            "the certificate expires in 29 days, on DATE"]}]}
                            """.formatted(EXTENSIONS), ""),
                    masked(new CliRun().parley("probe", "--sieve", "--json", "127.0.0.1:" + server.port())));
        }
    }

    @Test
    void aDialogThatCannotBeAsAskedFor() throws Exception {
        assertEquals(
                new CliRun.Result(69, """
                        127.0.0.1
                          greeting   220 mx.lab.test
                          failed     sending EHLO or HELO: --tls required, but 127.0.0.1:PORT does not\
                         offer STARTTLS
                                     the connection was closed before the login, since TLS is required
                                     fix: check the host (127.0.0.1) and the port (PORT): servers offer STARTTLS on port\
                         587, and port 465 requires the protocol smtps; a firewall may hide STARTTLS. --tls on (now\
                         required) would send password and message in clear text
                        """, ""),
                probed(
                        "S: 220 mx.lab.test\nC: EHLO client.example\nS: 250 mx.lab.test\nC: QUIT\nS: 221 Bye\n",
                        "--tls=required"));
    }

    @Test
    @Timeout(20)
    void aPortThatWaitsForTls() throws Exception {
        try (SSLServerSocket server = (SSLServerSocket) certificate
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            start(() -> handshakes(server));
            assertEquals(
                    new CliRun.Result(69, """
                            127.0.0.1
                              failed     waiting for the greeting: the server sent nothing, and replies to a TLS handshake
                                         the port expects TLS from the first octet
                                         fix: --tls implicit, or the port of STARTTLS: 587 for mail programs, 4190 for\
                             ManageSieve
                            """, ""),
                    masked(new CliRun().parley("probe", "127.0.0.1:" + server.getLocalPort())));
        }
    }

    /** Not in the common pool: on two processors it has one thread since JDK 25. */
    private static void start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private static void handshakes(SSLServerSocket server) {
        while (!server.isClosed()) {
            try {
                SSLSocket client = (SSLSocket) server.accept();
                start(() -> {
                    try (client) {
                        client.getInputStream().read();
                    } catch (IOException e) {
                        // The client does not trust the certificate.
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void nobodyThere() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertEquals(new CliRun.Result(69, """
                        127.0.0.1
                          failed     connecting: Connection refused
                                     no mail server listens on this port of this machine; without a host, mail is sent to\
                         localhost
                                     fix: set the host = <your mail server> and the port = 587. For a test, start a mail\
                         server on this machine
                        """, ""), masked(new CliRun().parley("probe", "127.0.0.1:" + port)));
    }

    @Test
    void whatCannotBeUsedIsNamed() {
        assertEquals(
                new CliRun.Result(64, "", "parley probe: --sieve and --lmtp exclude each other: use one of them\n"),
                new CliRun().parley("probe", "--sieve", "--lmtp", "localhost"));
        for (String route : List.of("proxy.host", "srv")) {
            assertEquals(
                    new CliRun.Result(
                            64,
                            "",
                            "parley probe: -D mail.smtp." + route + " cannot be used: probe connects directly to each"
                                    + " address of the host; remove it\n"),
                    new CliRun().parley("probe", "-Dmail.smtp." + route + "=true", "localhost"));
        }
        CliRun.Result property = new CliRun().parley("probe", "-Dmail.smtp.pipelining=loud", "localhost");
        assertEquals(64, property.code(), property.errors());
        assertTrue(property.errors().contains("mail.smtp.pipelining=loud is not one of"), property.errors());
    }

    private static void trust(Path certificates) {
        System.setProperty(TRUST_STORE, certificates.toString());
        System.setProperty(TRUST_STORE_PASSWORD, certificate.password());
    }

    private static CliRun.Result probed(String dialog, String... more) throws Exception {
        return probed(certificate.context(), dialog, more);
    }

    private static CliRun.Result probed(SSLContext tls, String dialog, String... more) throws Exception {
        DialogScript script = DialogScript.parse("probe", dialog);
        try (ScriptedServer server = ScriptedServer.start(script, Optional.of(tls))) {
            CliRun.Result result = new CliRun()
                    .parley(Stream.concat(
                                    Stream.of(
                                            "probe",
                                            "-Dmail.smtp.localhost=client.example",
                                            "127.0.0.1:" + server.port()),
                                    Stream.of(more))
                            .toArray(String[]::new));
            assertEquals(script.conversation(), server.transcript());
            return masked(result);
        }
    }

    private static CliRun.Result masked(CliRun.Result result) {
        String output = result.output()
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "DATE")
                .replaceAll("the port \\(\\d+\\)", "the port (PORT)")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
                .replaceAll("([0-9A-F]{2}:){31}[0-9A-F]{2}", "HEX");
        return new CliRun.Result(result.code(), output, result.errors());
    }
}
