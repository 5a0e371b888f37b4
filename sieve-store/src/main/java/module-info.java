import dev.parley.sieve.SieveProvider;
import dev.parley.sieve.SievesProvider;

/**
 * The ManageSieve store. Angus Mail is static: the bundle {@code org.eclipse.angus:jakarta.mail} has it inside a module
 * called {@code jakarta.mail}, and no module of its own.
 */
module dev.parley.sieve {
    requires transitive dev.parley.core;
    requires org.apache.commons.codec;
    requires transitive jakarta.mail;
    requires static org.eclipse.angus.mail;
    requires static transitive org.jspecify;

    exports dev.parley.sieve;

    provides jakarta.mail.Provider with
            SieveProvider,
            SievesProvider;
}
