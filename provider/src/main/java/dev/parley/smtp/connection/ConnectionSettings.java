package dev.parley.smtp.connection;

import dev.parley.net.RouteSettings;
import dev.parley.sasl.Credentials;
import dev.parley.sasl.Mechanisms;
import dev.parley.settings.ClearText;
import dev.parley.settings.Compatibility;
import dev.parley.settings.MailProperties;
import dev.parley.settings.StartTls;
import dev.parley.settings.Timeouts;
import dev.parley.tls.TlsSettings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of a connection, read once per connect.
 *
 * @param localName {@code mail.<protocol>.localhost} (domain or address literal; an address in {@code localaddress}, this machine's name, or its address):
 *     the name said with EHLO or HELO
 * @param compatibility {@code mail.<protocol>.compatibility} (angus, none; none): angus does as Angus Mail where
 *     applications may have come to depend on it: STARTTLS only where it is switched on, a login in clear where it is
 *     switched on and not announced, no login where the server does not announce AUTH, any refusal of EHLO but 421 leads to HELO, full success reported by {@code reportsuccess}
 *     is a PARTIALLY_DELIVERED event
 * @param hello {@code mail.<protocol>.ehlo} (true, false; true): false begins with HELO; lmtp always begins with LHLO
 * @param quitsOnRejection {@code mail.<protocol>.quitonsessionreject} (true, false; false): a greeting that is a refusal
 *     is answered with QUIT; otherwise the connection is closed without a word
 * @param disabled {@code mail.<protocol>.disable} (list; none): keywords of the EHLO reply to pass over, for a server
 *     that announces what it does not do well
 * @param implicitTls {@code mail.<protocol>.ssl.enable} (true, false; false): TLS from the first octet, as smtps always
 *     has it
 * @param startTls {@code mail.<protocol>.starttls.enable} (true, false; only where a password would go in clear): use
 *     STARTTLS where the server offers it; {@code mail.<protocol>.starttls.required} (true, false; false): no dialog
 *     without STARTTLS
 * @param route how the connection comes about, as {@link RouteSettings} lists it
 * @param tls how TLS is done, as {@link TlsSettings} lists it
 * @param auth {@code mail.<protocol>.auth} (true, false; true where there is a password): true insists on logging in,
 *     false does not even where there is a password; true is also what logs in without one, with a mechanism of
 *     {@code auth.mechanisms} that needs none
 * @param mechanisms how to log in, as {@link Mechanisms} lists it
 * @param clearText {@code mail.<protocol>.auth.cleartext} (true, false; by {@code starttls.enable}): whether a login may
 *     reveal the password or token on a connection without TLS. Not set, it may where the server does not announce
 *     STARTTLS, unless {@code starttls.enable=true}, and on a loopback address; false never allows it; true allows it
 *     where the server does not announce STARTTLS, too
 * @param credentials who logs in; empty where nobody does: {@code mail.<protocol>.user} (user name; mail.user, then
 *     user.name): the name to log in with, where connect was given none; {@code mail.<protocol>.sasl.authorizationid}
 *     (user name; the user's own): the identity to act as, where it is another
 * @param pipelining {@code mail.<protocol>.pipelining} (auto, off, eager; auto): where the server offers PIPELINING (RFC
 *     2920), auto sends MAIL and every RCPT in one write, and DATA with them where no refusal could make it wrong: with
 *     one recipient or {@code sendpartial=true}
 * @param chunking {@code mail.<protocol>.chunking} (auto, off, eager; auto): where the server offers CHUNKING (RFC
 *     3030), the content goes by BDAT, not DATA: auto behind the replies to RCPT; eager together with MAIL and RCPT,
 *     with one recipient or {@code sendpartial=true}, to a server that is known to drop the octets of a chunk it
 *     refuses
 * @param chunkSize {@code mail.<protocol>.chunksize} (octets; 262144): the size of a BDAT chunk
 * @param rcptMax {@code mail.<protocol>.rcptmax} (number; what the server says with LIMITS): the recipients of one
 *     transaction; more of them make further transactions of the same send, where {@code sendpartial=true} allows it
 * @param timeouts how long anything may take, as {@link Timeouts} lists it
 * @param names the protocol's properties, for messages that name one
 */
public record ConnectionSettings(
        Optional<String> localName,
        Compatibility compatibility,
        Hello hello,
        boolean quitsOnRejection,
        List<String> disabled,
        boolean implicitTls,
        StartTls startTls,
        RouteSettings route,
        TlsSettings tls,
        Optional<Boolean> auth,
        Mechanisms mechanisms,
        ClearText clearText,
        Optional<Credentials> credentials,
        FeatureMode pipelining,
        FeatureMode chunking,
        int chunkSize,
        OptionalInt rcptMax,
        Timeouts timeouts,
        MailProperties names) {

    /** Whether a session without login would not be what the user configured. */
    boolean insistsOnLogin() {
        return compatibility == Compatibility.NONE && auth.orElse(credentials.isPresent());
    }

    /** The property, with its value or without, that made {@link #insistsOnLogin} true. */
    String whyLogin() {
        return auth.isPresent() ? names.name("auth") + "=true" : "a password was given";
    }
}
