package dev.parley.cli.demo;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.server.AbstractServer;
import com.icegreen.greenmail.smtp.SmtpServer;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.parley.cli.shared.LoopbackSetup;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * GreenMail with SMTPS on a free loopback port, with a given certificate. GreenMail itself reads the certificate from system
 * properties, and keeps the first one as long as the JVM runs.
 */
final class MailServer extends GreenMail implements AutoCloseable {
    private final SSLContext tls;

    MailServer(SSLContext tls, String user, String password) {
        super(LoopbackSetup.of(0, ServerSetup.PROTOCOL_SMTPS));
        this.tls = tls;
        setUser(user, password);
    }

    int port() {
        return getSmtps().getPort();
    }

    @Override
    public void close() {
        stop();
    }

    /** GreenMail calls this in its constructor; {@code tls} is first read when the server starts. */
    @Override
    protected Map<String, AbstractServer> createServices(ServerSetup[] setups, Managers managers) {
        return Map.of(setups[0].getProtocol(), new SmtpServer(setups[0], managers) {
            @Override
            protected ServerSocket openServerSocket() throws IOException {
                return tls.getServerSocketFactory().createServerSocket(0, 50, bindTo);
            }
        });
    }
}
