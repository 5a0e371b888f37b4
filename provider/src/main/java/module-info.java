import dev.parley.smtp.LmtpProvider;
import dev.parley.smtp.ParleyProvider;
import dev.parley.smtp.ParleysProvider;
import dev.parley.smtp.SmtpProvider;
import dev.parley.smtp.SmtpsProvider;

/**
 * The SMTP transport. Angus Mail is static: the bundle {@code org.eclipse.angus:jakarta.mail} has it inside a module
 * called {@code jakarta.mail}, and no module of its own.
 */
module dev.parley.smtp {
    requires transitive dev.parley.core;
    requires java.logging;
    requires org.apache.commons.codec;
    requires transitive jakarta.mail;
    requires static org.eclipse.angus.mail;
    requires static transitive org.jspecify;

    exports dev.parley.smtp;

    provides jakarta.mail.Provider with
            SmtpProvider,
            SmtpsProvider,
            ParleyProvider,
            ParleysProvider,
            LmtpProvider;
}
