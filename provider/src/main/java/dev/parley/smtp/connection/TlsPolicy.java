package dev.parley.smtp.connection;

import dev.parley.sasl.ClearTextLogin.Upgrade;
import dev.parley.settings.Compatibility;
import dev.parley.settings.StartTls;

/** Decides whether STARTTLS is used. A pure function: {@link ConnectionSetup} acts. */
enum TlsPolicy {
    /** No STARTTLS. */
    NONE,
    /** STARTTLS; the certificate must be valid. */
    STRICT,
    /** STARTTLS with any certificate: TLS was not configured, and a password would go in clear without it. */
    LENIENT;

    /** The result of following this policy. */
    static Upgrade upgrade(boolean offered, boolean secured, ConnectionSettings settings) {
        if (secured) {
            return Upgrade.TLS;
        }
        if (!offered) {
            return Upgrade.NOT_ANNOUNCED;
        }
        return of(true, false, settings) == NONE ? Upgrade.NOT_TRIED : Upgrade.FAILED;
    }

    static TlsPolicy of(boolean offered, boolean secured, ConnectionSettings settings) {
        if (!offered || secured) {
            return NONE;
        }
        ConnectionSettings.Security security = settings.security();
        StartTls wanted = security.startTls();
        if (wanted == StartTls.REQUIRED || wanted == StartTls.ENABLED) {
            return STRICT;
        }
        boolean unprotectedLogin = wanted == StartTls.UNSET && security.login().credentials() != null;
        if (!unprotectedLogin || settings.compatibility() == Compatibility.ANGUS) {
            return NONE;
        }
        return Boolean.TRUE.equals(security.tls().trust().checkIdentity()) ? STRICT : LENIENT;
    }
}
