package dev.parley.smtp.connection;

import dev.parley.login.source.SecretSource;
import dev.parley.net.RouteSettings;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.Mechanisms;
import dev.parley.sasl.Secret;
import dev.parley.settings.ClearText;
import dev.parley.settings.Compatibility;
import dev.parley.settings.MailProperties;
import dev.parley.settings.StartTls;
import dev.parley.settings.Timeouts;
import dev.parley.smtp.protocol.HelloVerb;
import dev.parley.tls.TlsSettings;
import java.util.List;

/**
 * The settings of a connection, read once per connect.
 *
 * @param session the greeting and EHLO, as {@link Session} lists it
 * @param security TLS and the login, as {@link Security} lists it
 * @param transfer the mail transactions, as {@link Transfer} lists it
 * @param network the route of the connection and its time-outs, as {@link Network} lists it
 * @param names the protocol's properties, for messages that name one
 */
public record ConnectionSettings(
        Session session, Security security, Transfer transfer, Network network, MailProperties names) {

    /**
     * The settings of the greeting and of EHLO.
     *
     * @param hello {@code mail.<protocol>.ehlo} (true, false; true): false: the client sends HELO instead; lmtp always
     *     uses LHLO
     * @param localName null where nothing is configured. {@code mail.<protocol>.localhost} (domain or address literal; an
     *     address in {@code localaddress}, this machine's name, or its address): the argument of EHLO or HELO
     * @param disabled {@code mail.<protocol>.disable} (list; none): extensions that are not used although the server
     *     announces them
     * @param quitsOnRejection {@code mail.<protocol>.quitonsessionreject} (true, false; false): sends QUIT after a greeting
     *     that rejects the connection; otherwise the connection is closed without QUIT
     * @param compatibility {@code mail.<protocol>.compatibility} (angus, none; none): the behaviour of Angus Mail on
     *     which applications may depend: STARTTLS only if it is enabled, a login without TLS if STARTTLS is enabled and
     *     not announced, no login if the server does not announce AUTH, HELO after any rejection of EHLO but 421, lines
     *     of more than 998 octets, a PARTIALLY_DELIVERED event for a full success with {@code reportsuccess}
     */
    public record Session(
            HelloVerb hello,
            String localName,
            List<String> disabled,
            boolean quitsOnRejection,
            Compatibility compatibility) {}

    /**
     * The settings of TLS and of the login.
     *
     * @param implicitTls {@code mail.<protocol>.ssl.enable} (true, false; false): TLS from the first octet, as always
     *     with smtps
     * @param startTls {@code mail.<protocol>.starttls.enable} (true, false; true if a password would be sent without
     *     TLS): uses STARTTLS if the server announces it; {@code mail.<protocol>.starttls.required} (true, false;
     *     true with {@code ssl.ca.file} or {@code ssl.pin}, unless {@code starttls.enable=false}): connecting fails without
     *     STARTTLS. Not for a Unix domain socket, unless it is set
     * @param tls how TLS is done, as {@link TlsSettings} lists it
     * @param login how to log in, as {@link Login} lists it
     * @param identity the name that the server's certificate must have; null: the host of the connection
     */
    public record Security(boolean implicitTls, StartTls startTls, TlsSettings tls, Login login, String identity) {

        public Security with(Login other) {
            return new Security(implicitTls, startTls, tls, other, identity);
        }

        /** With TLS by STARTTLS, which is required. */
        public Security withStartTls(String certified) {
            return new Security(false, StartTls.REQUIRED, tls, login, certified);
        }

        /** With TLS from the first octet. */
        public Security withImplicitTls(String certified) {
            return new Security(true, startTls, tls, login, certified);
        }
    }

    /**
     * The settings of the login (RFC 4954).
     *
     * @param wanted {@code mail.<protocol>.auth} (true, false; true if there is a password): true requires a login,
     *     also without a password if {@code auth.mechanisms} lists a mechanism that needs none. False: no login
     * @param credentials null for no login. {@code mail.<protocol>.user} (user name; mail.user, then user.name): the
     *     user name, unless it is an argument of connect; {@code mail.<protocol>.sasl.authorizationid} (user name; the
     *     user's own): the authorization identity
     * @param source null: none. Where the password or token of each login comes from, instead of a password that the
     *     application gives to connect, as {@link SecretSource} lists it
     * @param mechanisms how to log in, as {@link Mechanisms} lists it
     * @param clearText {@code mail.<protocol>.auth.cleartext} (true, false; by {@code starttls.enable}): whether a
     *     login may reveal the password or token on a connection without TLS. False: never. True: if the server does
     *     not announce STARTTLS, or {@code starttls.enable=false}. Not set: the same, but with
     *     {@code starttls.enable=true} only on a loopback address. migrating.md has the complete rule
     */
    public record Login(
            Wanted wanted, Credentials credentials, SecretSource source, Mechanisms mechanisms, ClearText clearText) {

        /** With another password or token; null: none. */
        public Login with(Secret secret) {
            return new Login(wanted, credentials.with(secret), source, mechanisms, clearText);
        }

        /** The value of {@code mail.<protocol>.auth}. */
        public enum Wanted {
            UNSET,
            TRUE,
            FALSE
        }

        /** The names that are hidden where a trace hides users. */
        public List<String> users() {
            return credentials == null ? List.of() : credentials.names();
        }

        /** Whether a session without login is not what the user configured. */
        boolean isRequired() {
            return wanted == Wanted.UNSET ? credentials != null : wanted == Wanted.TRUE;
        }
    }

    /**
     * The settings of mail transactions.
     *
     * @param pipelining {@code mail.<protocol>.pipelining} (auto, off, eager; auto): the use of PIPELINING (RFC
     *     2920). Auto sends MAIL and every RCPT in one write, and DATA with them if no rejection can forbid it: with one
     *     recipient or {@code sendpartial=true}. With eager, {@code sendAll} also sends a message before the reply to the
     *     previous one, and recipients above the server's limit are rejected instead of sent in another transaction
     * @param chunking {@code mail.<protocol>.chunking} (auto, off, eager; auto): the use of CHUNKING (RFC 3030): the
     *     content is sent with BDAT instead of DATA. Auto sends it after the replies to RCPT. Eager sends it together
     *     with MAIL and RCPT, with one recipient or {@code sendpartial=true}; use it only for a server that discards
     *     the content of a rejected chunk
     * @param chunkSize {@code mail.<protocol>.chunksize} (octets; 262144): the size of a BDAT chunk
     * @param rcptMax {@link #NO_LIMIT} where it is not configured. {@code mail.<protocol>.rcptmax} (number; the server's
     *     LIMITS): the maximum number of recipients of one transaction; others are sent in further transactions, which need
     *     {@code sendpartial=true}
     */
    public record Transfer(FeatureMode pipelining, FeatureMode chunking, int chunkSize, int rcptMax) {
        public static final int NO_LIMIT = Integer.MAX_VALUE;
    }

    /**
     * The network.
     *
     * @param route addresses and proxies, as {@link RouteSettings} lists it
     * @param timeouts as {@link Timeouts} lists it
     */
    public record Network(RouteSettings route, Timeouts timeouts) {}

    public Compatibility compatibility() {
        return session.compatibility();
    }

    /** Whether a session without login would not be what the user configured. */
    boolean requiresLogin() {
        return compatibility() == Compatibility.NONE && security.login().isRequired();
    }

    /** The property, with its value or without, that made {@link #requiresLogin} true. */
    String whyLogin() {
        if (security.login().wanted() == Login.Wanted.TRUE) {
            return names.name("auth") + "=true";
        }
        SecretSource source = security.login().source();
        return source == null ? "a password is set" : source + " is set";
    }
}
