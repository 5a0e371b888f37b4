package dev.parley.cli.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OptionNamesTest {
    @Test
    void hostAndPort() {
        String text = "check mail.smtp.host (now 127.0.0.1) and mail.smtp.port (now 2525): x";
        assertEquals("check the host (127.0.0.1) and the port (2525): x", OptionNames.PROBE.in(text));
        assertEquals(
                "check the host in --server (127.0.0.1) and the port in --server (2525): x", OptionNames.SEND.in(text));
        assertEquals(
                "the host in the URL = <the host in the reply>, the user in the URL",
                OptionNames.SIEVE.in("mail.sieve.host=<the host in the reply>, mail.sieves.user"));
    }

    @Test
    void valuesAndPresentValues() {
        String[][] table = {
            {"mail.smtp.starttls.enable=true (now false), or the protocol", "--tls on (now off), or the protocol"},
            {"mail.smtp.starttls.enable=true (now not set)", "--tls on (now not set)"},
            {"mail.smtp.starttls.required=true.", "--tls required."},
            {"mail.smtp.ssl.enable=true (now not set)", "--tls implicit"},
            {"mail.smtp.ssl.trust=<the host> (now not set)", "--insecure"},
            {"set mail.smtp.ssl.ca.file=<the file> (now not set):", "set --ca-file <the file>:"},
            {"mail.smtp.ssl.cert.file (not set) and mail.smtp.ssl.key.file=k.pem", "--cert and --key k.pem"},
            {
                "mail.smtp.ssl.pin=sha256/p/nzxkESVB33N6wW611yBSemVn9OaTZAE8tzM9/U61w=",
                "--pin sha256/p/nzxkESVB33N6wW611yBSemVn9OaTZAE8tzM9/U61w="
            },
            {
                "is encrypted: set mail.smtp.ssl.key.password",
                "is encrypted: set --key-password-env or --key-password-file"
            },
            {"mail.smtps.timeout=0 (now 5000);", "--timeout 0 (now 5);"},
            {"(mail.lmtp.connectiontimeout)", "(--timeout)"},
            {"mail.smtp.timeout=250", "--timeout 250 ms"},
            {"mail.smtp.timeout (now 5000)", "--timeout (now 5)"},
            {"mail.smtp.port=587 (now 25)", "the port in --server = 587"},
            {"mail.smtp.timeout (not set)", "--timeout (not set)"},
            {"mail.smtp.auth.cleartext=true", "--allow-cleartext-login"},
            {"mail.smtp.auth.cleartext=false", "no --allow-cleartext-login"},
            {"mail.smtp.auth=true (now not set)", "--user (now not set)"},
            {"mail.smtp.auth.mechanisms=XOAUTH2 (now PLAIN)", "--auth XOAUTH2 (now PLAIN)"},
            {"mail.smtp.from=<the address of the login>", "--from <the address of the login>"},
            {"mail.smtp.localhost=<a name> (now not set)", "-D mail.smtp.localhost=<a name> (now not set)"},
            {"-D mail.smtp.reuse=30", "-D mail.smtp.reuse=30"},
            {"mail.example.org", "mail.example.org"}
        };
        for (String[] row : table) {
            assertEquals(row[1], OptionNames.SEND.in(row[0]));
        }
        assertEquals("-D mail.sieve.auth.mechanisms=PLAIN", OptionNames.SIEVE.in("mail.sieve.auth.mechanisms=PLAIN"));
    }
}
