package dev.parley.cli.shared;

import java.util.Properties;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for a login: the same for all protocols. */
public final class LoginOptions {
    @Option(
            names = "--allow-cleartext-login",
            description = "Permits a login that reveals the password on a connection without TLS. Without this option"
                    + " such a login is refused.")
    private boolean clearText;

    @Mixin
    private PasswordOptions password;

    /** Sets the properties of a protocol; {@code -D} overrides the default. */
    public void set(Properties session, String protocol) {
        String property = "mail." + protocol + ".auth.cleartext";
        if (clearText) {
            session.setProperty(property, "true");
        } else {
            session.putIfAbsent(property, "false");
        }
    }

    /** @throws CliException when there is no password and no terminal for a prompt */
    public String password(String user, CommandContext context) throws CliException {
        return password.password(user, context);
    }
}
