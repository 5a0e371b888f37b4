package dev.parley.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.server.SimpleKdcServer;

/** A Kerberos key distribution center on 127.0.0.1, in this JVM, with the realm of the servers. */
final class Kdc implements AutoCloseable {
    private final Path folder;
    private final SimpleKdcServer server;

    /** @param folder for keys and settings */
    Kdc(Path folder) throws KrbException, IOException {
        this.folder = folder;
        server = new SimpleKdcServer();
        server.setWorkDir(folder.toFile());
        server.setKdcHost("127.0.0.1");
        server.setKdcRealm(Servers.realm());
        int port = freePort();
        server.setAllowUdp(false);
        server.setKdcTcpPort(port);
        server.init();
        server.start();
        writeSettings(port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The krb5.conf for clients: instead of that of the machine, and without the DNS. */
    Path settings() {
        return folder.resolve("client.conf");
    }

    private void writeSettings(int port) throws IOException {
        Files.writeString(settings(), """
                [libdefaults]
                default_realm = %1$s
                dns_lookup_kdc = false
                dns_lookup_realm = false
                dns_canonicalize_hostname = false
                udp_preference_limit = 1
                [realms]
                %1$s = {
                  kdc = 127.0.0.1:%2$d
                }
                """.formatted(Servers.realm(), port));
    }

    /** Creates principals, and writes their keys to a file, in addition to those that it has. */
    void create(Path keytab, String... principals) throws KrbException {
        for (String principal : principals) {
            server.createPrincipal(principal);
            server.exportPrincipal(principal, keytab.toFile());
        }
    }

    /** A JAAS configuration, for all applications, that gets a ticket by a key in a file. */
    static Configuration login(Path keytab, String principal) {
        Map<String, String> options = Map.of(
                "useKeyTab", "true",
                "keyTab", keytab.toString(),
                "principal", principal + "@" + Servers.realm(),
                "doNotPrompt", "true",
                "refreshKrb5Config", "true");
        AppConfigurationEntry entry = new AppConfigurationEntry(
                "com.sun.security.auth.module.Krb5LoginModule", LoginModuleControlFlag.REQUIRED, options);
        return new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String application) {
                return new AppConfigurationEntry[] {entry};
            }
        };
    }

    @Override
    public void close() throws KrbException {
        server.stop();
    }
}
