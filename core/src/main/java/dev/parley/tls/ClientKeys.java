package dev.parley.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * The keys of the client, if any. Records the hosts that request a certificate: a session with them is not resumed. Some
 * servers, such as Dovecot 2.3, request a certificate, issue a ticket, and end the handshake in which it is used: OpenSSL
 * requires a session id context of such servers.
 */
final class ClientKeys extends X509ExtendedKeyManager {
    private final X509KeyManager keys; // null: none
    private final Set<String> requestingHosts = ConcurrentHashMap.newKeySet();

    /** @param managers the first one for X.509 is used, if any */
    ClientKeys(KeyManager[] managers) {
        X509KeyManager first = null;
        for (KeyManager manager : managers) {
            if (first == null && manager instanceof X509KeyManager x509) {
                first = x509;
            }
        }
        this.keys = first;
    }

    /** Whether a server of this host has requested a certificate. */
    boolean areRequestedBy(String host) {
        return requestingHosts.contains(host);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        requestingHosts.add(((SSLSocket) socket).getHandshakeSession().getPeerHost());
        return keys == null ? null : keys.chooseClientAlias(keyTypes, issuers, socket);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return keys == null ? null : keys.getClientAliases(keyType, issuers);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return keys == null ? null : keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return keys == null ? null : keys.getPrivateKey(alias);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
