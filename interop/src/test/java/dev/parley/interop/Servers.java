package dev.parley.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What the start scripts wrote down of the servers they started. */
final class Servers {
    static final String PASSWORD = "secret";

    private static final Map<String, String> POSTFIX = read("postfix.env");
    private static final Map<String, String> DOVECOT = read("dovecot.env");
    private static final Map<String, String> CYRUS = read("cyrus.env");
    private static final Map<String, String> EXIM = read("exim.env");
    private static final Map<String, String> SENDMAIL = read("sendmail.env");

    private Servers() {}

    static int postfix(String port) {
        return Integer.parseInt(POSTFIX.get(port));
    }

    static int dovecot(String port) {
        return Integer.parseInt(DOVECOT.get(port));
    }

    static int cyrus(String port) {
        return Integer.parseInt(CYRUS.get(port));
    }

    static int exim(String port) {
        return Integer.parseInt(EXIM.get(port));
    }

    static int sendmail(String port) {
        return Integer.parseInt(SENDMAIL.get(port));
    }

    static String lmtpSocket() {
        return DOVECOT.get("LMTP_SOCKET");
    }

    static String oauthSecret() {
        return DOVECOT.get("OAUTH_SECRET");
    }

    /** The Kerberos realm of the servers. */
    static String realm() {
        return DOVECOT.get("REALM");
    }

    /** Where the servers look for their Kerberos keys. */
    static Path keytab() {
        return Path.of(DOVECOT.get("KEYTAB"));
    }

    static boolean hasIpv6() {
        return Boolean.parseBoolean(POSTFIX.get("SMTP_IPV6"));
    }

    /** Where Postfix puts a user's mail. */
    static Path mail(String user) {
        return Path.of(POSTFIX.get("MAIL_DIR"), user, "new");
    }

    /** Where Exim puts a user's mail. */
    static Path eximMail(String user) {
        return Path.of(EXIM.get("MAIL_DIR"), user, "new");
    }

    /** Where Sendmail puts a user's mail. */
    static Path sendmailMail(String user) {
        return Path.of(SENDMAIL.get("MAIL_DIR"), user, "new");
    }

    /** Where Dovecot's LMTP puts a user's mail; the folder is empty for the inbox. */
    static Path filed(String user, String folder) {
        String maildir = folder.isEmpty() ? "Maildir" : "Maildir/." + folder;
        return Path.of(DOVECOT.get("LMTP_MAIL_DIR"), user, maildir, "new");
    }

    /** A certificate or key that the scripts made. */
    static String tls(String file) {
        return Path.of(POSTFIX.get("CA")).resolveSibling(file).toString();
    }

    /** From here on the JVM trusts the servers' authority. */
    static void trust() {
        System.setProperty("javax.net.ssl.trustStore", POSTFIX.get("TRUSTSTORE"));
        System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
    }

    private static Map<String, String> read(String file) {
        Map<String, String> values = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(Path.of(System.getProperty("interop.run"), file))) {
                String[] pair = line.split("=", 2);
                values.put(pair[0], pair[1]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }
}
