package dev.parley.cli.shared;

import java.util.List;
import java.util.Properties;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for a login: the same for all protocols. */
public final class LoginOptions {
    private static final List<String> SOURCES = List.of(
            "auth.password.supplier", "auth.token.supplier", "oauth2.preset", "oauth2.token.url", "oauth2.client.id");

    @Option(
            names = "--allow-cleartext-login",
            description = "Permits a login that reveals the password on a connection without TLS. Without this option"
                    + " such a login is refused.")
    private boolean clearText;

    @Mixin
    private PasswordOptions password;

    private boolean isSupplied;

    /** Sets the properties of a protocol; {@code -D} overrides the default. */
    public void set(Properties session, String protocol) {
        String property = "mail." + protocol + ".auth.cleartext";
        if (clearText) {
            session.setProperty(property, "true");
        } else {
            session.putIfAbsent(property, "false");
        }
        isSupplied = isSupplied(session, "mail." + protocol + ".");
    }

    /** Whether {@code -D} names where the password or token comes from. */
    private static boolean isSupplied(Properties session, String prefix) {
        for (String name : SOURCES) {
            if (session.containsKey(prefix + name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The password, after {@link #set}.
     *
     * @return null: {@code -D} names where the password or token comes from
     * @throws CliException when there is no password and no terminal for a prompt */
    public String password(String user, CommandContext context) throws CliException {
        return isSupplied ? null : password.password(user, context);
    }
}
