package dev.parley.smtp.dialog;

import dev.parley.sasl.Credentials;
import dev.parley.settings.MailProperties;
import dev.parley.settings.Timeouts;
import dev.parley.tls.TlsSettings;
import java.util.List;
import java.util.Optional;

/**
 * What a dialog needs to know before it begins, read once per connect.
 *
 * @param localName {@code mail.<protocol>.localhost}: the name said with EHLO or HELO; empty: this machine's, or the
 *     link's own address
 * @param hello {@code mail.<protocol>.ehlo} (true): false begins with HELO; lmtp always begins with LHLO
 * @param disabled {@code mail.<protocol>.disable}: keywords of the EHLO reply to pass over, for a server that announces
 *     what it does not do well
 * @param implicitTls {@code mail.<protocol>.ssl.enable} (always with smtps): TLS from the first octet
 * @param startTls {@code mail.<protocol>.starttls.enable} and {@code .required}
 * @param tls how TLS is done, {@code mail.<protocol>.ssl.*}
 * @param auth {@code mail.<protocol>.auth}: true insists on logging in, false lifts that also where there is a
 *     password; not set, a password insists
 * @param mechanisms {@code mail.<protocol>.auth.mechanisms} (PLAIN LOGIN): the mechanisms to try, in this order. Not
 *     set, {@code .auth.plain.disable} and {@code .auth.login.disable} take one away, and
 *     {@code .auth.xoauth2.disable=false} adds XOAUTH2
 * @param cleartext {@code mail.<protocol>.auth.cleartext} (true): false never shows a password on a link in clear
 * @param credentials who logs in; empty where there is no password
 * @param timeouts {@code mail.<protocol>.connectiontimeout}, {@code .timeout}, {@code .writetimeout}
 * @param names the protocol's properties, for messages that name one
 */
public record DialogSettings(
        Optional<String> localName,
        Hello hello,
        List<String> disabled,
        boolean implicitTls,
        StartTls startTls,
        TlsSettings tls,
        Optional<Boolean> auth,
        List<String> mechanisms,
        boolean cleartext,
        Optional<Credentials> credentials,
        Timeouts timeouts,
        MailProperties names) {

    /** Whether a session without login would not be what the user configured. */
    boolean insistsOnLogin() {
        return auth.orElse(credentials.isPresent());
    }

    /** The property, with its value or without, that made {@link #insistsOnLogin} true. */
    String whyLogin() {
        return auth.isPresent() ? names.name("auth") + "=true" : "a password was given";
    }
}
