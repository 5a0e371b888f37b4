package dev.parley.smtp;

import dev.parley.smtp.connection.SmtpConnection;
import dev.parley.smtp.protocol.Command;
import dev.parley.smtp.protocol.Reply;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.event.ConnectionEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The dialog of a transport, whether it stands, and what Angus Mail lets applications and subclasses do with it command
 * by command.
 */
class TransportCommands extends TransportEvents {
    /** Held by whoever talks to the server. */
    final ReentrantLock lock = new ReentrantLock();

    private volatile Optional<SmtpConnection> dialog = Optional.empty();
    private volatile Optional<Reply> refusal = Optional.empty();
    private volatile boolean connected;

    TransportCommands(Session session, URLName url, String protocol, boolean tls) {
        super(session, url, protocol, tls);
    }

    /** The dialog of the present connection, or of the last one. */
    Optional<SmtpConnection> dialog() {
        return dialog;
    }

    void begin(SmtpConnection opened) {
        dialog = Optional.of(opened);
        refusal = Optional.empty();
    }

    /** There is no dialog: the server's last word was this. */
    void refused(Optional<Reply> reply) {
        dialog = Optional.empty();
        refusal = reply;
    }

    /** When the dialog is over, so is the connection. */
    void noticeEnd() {
        if (connected && open().isEmpty()) {
            setConnected(false);
            notifyConnectionListeners(ConnectionEvent.CLOSED);
        }
    }

    boolean flaggedConnected() {
        return connected;
    }

    @Override
    protected void setConnected(boolean connected) {
        this.connected = connected;
    }

    @Override
    protected void checkConnected() {
        if (!connected) {
            throw new IllegalStateException("Not connected");
        }
        if (isSending()) {
            throw new IllegalStateException(
                    "this transport is sending a message: a DataSource, progress listener or trace"
                            + " sink that is called meanwhile cannot use it; use another transport");
        }
    }

    /** Whether the caller was called by a send of this transport: a command would become a part of the content. */
    boolean isSending() {
        return dialog.filter(SmtpConnection::isDelivering).isPresent();
    }

    /** Whether the link is TLS. */
    @Override
    public boolean isSSL() {
        return open().map(SmtpConnection::isSecured).orElse(false);
    }

    /** All lines of the last reply, each ended by LF; null before the first. */
    @Override
    public String getLastServerResponse() {
        return lastReply().map(Reply::raw).orElse(null);
    }

    /** The code of the last reply; -1 before the first. */
    @Override
    public int getLastReturnCode() {
        return lastReply().map(Reply::code).orElse(-1);
    }

    /** Whether the server of this connection offers an extension, such as {@code SMTPUTF8}. */
    @Override
    public boolean supportsExtension(String keyword) {
        return getExtensionParameter(keyword) != null;
    }

    /** What the server says behind the keyword; empty text when nothing, null when it does not offer it. */
    @Override
    public String getExtensionParameter(String keyword) {
        return open().flatMap(open -> open.capabilities().parameters(keyword)).orElse(null);
    }

    @Override
    protected boolean supportsAuthentication(String mechanism) {
        return open().stream()
                .flatMap(open -> open.capabilities().mechanisms().stream())
                .anyMatch(mechanism::equalsIgnoreCase);
    }

    /**
     * Sends a command line of the application's own.
     *
     * @param expect the only reply code that is good, or -1 for any
     * @throws MessagingException the reply, when its code is another
     */
    @Override
    public void issueCommand(String command, int expect) throws MessagingException {
        if (simpleCommand(command) != expect && expect != -1) {
            throw withTrail(new MessagingException(getLastServerResponse()));
        }
    }

    /** Sends a command line of the application's own and gives the reply's code. */
    @Override
    public int simpleCommand(String command) throws MessagingException {
        return talk(open -> open.exchange(new Command.Custom(command)).code());
    }

    @Override
    protected int simpleCommand(byte[] command) throws MessagingException {
        return simpleCommand(new String(command, StandardCharsets.UTF_8));
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        talk(open -> {
            open.send(new Command.Custom(command));
            return true;
        });
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        return talk(open -> open.read().code());
    }

    /** EHLO: what the server offers is known afresh. */
    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        return talk(open -> open.hello(new Command.Ehlo(domain)).isPositive());
    }

    /** HELO: the server offers nothing. */
    @Override
    protected void helo(String domain) throws MessagingException {
        Reply reply = talk(open -> open.hello(new Command.Helo(domain)));
        if (!reply.isPositive()) {
            throw withTrail(new MessagingException(reply.raw()));
        }
    }

    /** STARTTLS: what the server offered is forgotten. */
    @Override
    protected void startTLS() throws MessagingException {
        Reply reply = talk(SmtpConnection::startTls);
        if (!reply.isPositive()) {
            throw withTrail(new MessagingException(reply.raw()));
        }
    }

    @Override
    protected void mailFrom() {
        throw partOfATransaction("MAIL");
    }

    @Override
    protected void rcptTo() {
        throw partOfATransaction("RCPT");
    }

    @Override
    protected OutputStream data() {
        throw partOfATransaction("DATA");
    }

    @Override
    protected void finishData() {
        throw partOfATransaction("the end of DATA");
    }

    @Override
    protected OutputStream bdat() {
        throw partOfATransaction("BDAT");
    }

    @Override
    protected void finishBdat() {
        throw partOfATransaction("the end of BDAT");
    }

    private Optional<SmtpConnection> open() {
        return dialog.filter(SmtpConnection::isOpen);
    }

    private Optional<Reply> lastReply() {
        return dialog.map(SmtpConnection::lastReply).orElse(refusal);
    }

    /** Something said in a dialog that stands. */
    private interface Saying<T> {
        T in(SmtpConnection open) throws IOException;
    }

    private <T> T talk(Saying<T> saying) throws MessagingException {
        lock.lock();
        try {
            checkConnected();
            return saying.in(dialog.orElseThrow());
        } catch (IOException | IllegalArgumentException e) {
            throw withTrail(new MessagingException(e.getMessage(), e));
        } finally {
            noticeEnd();
            lock.unlock();
        }
    }

    private MessagingException withTrail(MessagingException failure) {
        dialog.ifPresent(used -> used.withTrail(failure));
        return failure;
    }

    private static UnsupportedOperationException partOfATransaction(String command) {
        return new UnsupportedOperationException(
                command + " leaves with the other commands of its transaction: use sendMessage");
    }
}
