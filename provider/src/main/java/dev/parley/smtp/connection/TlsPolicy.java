package dev.parley.smtp.connection;

import dev.parley.sasl.ClearTextLogin.Upgrade;
import dev.parley.settings.Compatibility;

/** What to do about STARTTLS. A pure function: {@link Handshake} acts. */
enum TlsPolicy {
    /** The link stays as it is. */
    NONE,
    /** TLS, and the certificate must stand the test. */
    STRICT,
    /** TLS instead of a password in clear: any certificate is better than none. */
    LENIENT;

    /** What became of STARTTLS, once this policy has been followed. */
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
        return switch (settings.startTls()) {
            case REQUIRED, ENABLED -> STRICT;
            case OFF -> NONE;
            case UNSET -> {
                if (settings.credentials().isEmpty() || settings.compatibility() == Compatibility.ANGUS) {
                    yield NONE;
                }
                yield Boolean.TRUE.equals(settings.tls().checkIdentity()) ? STRICT : LENIENT;
            }
        };
    }
}
