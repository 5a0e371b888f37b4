package dev.parley.cli.demo;

import static dev.parley.cli.demo.Failure.unless;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.replay.sieve.ManageSieveServer;
import dev.parley.sieve.SieveDiagnostic;
import dev.parley.sieve.SieveFolder;
import dev.parley.sieve.SieveScriptException;
import jakarta.activation.DataHandler;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLContext;

/** Sieve scripts as the folders of a store: each folder is a script, being subscribed is being active. */
final class SieveChapter implements Chapter {
    private static final String USER = "joe";
    private static final String PASSWORD = "correct horse";
    private static final String NAME = "lists";
    private static final String NEW_NAME = "mailing-lists";

    private static final String SCRIPT = """
            require ["fileinto", "mailbox"];

            if header :contains "List-Id" "jakarta" {
                fileinto :create "Lists";  # f\u00fcr sp\u00e4ter
            }
            """;
    private static final String BROKEN = SCRIPT.replace("fileinto :create", "fileint :create");
    private static final int BROKEN_LINE = 4;

    private final Page page;
    private final SSLContext tls;
    private ManageSieveServer server;
    private Session session;
    private Store store;

    SieveChapter(Page page, SSLContext tls) {
        this.page = page;
        this.tls = tls;
    }

    @Override
    public String title() {
        return "3. Sieve scripts on a ManageSieve server (server: the demo's own)";
    }

    @Override
    public String preface() {
        return """
                A script tells the mail server where to file mail. Replies are OK or NO, not numbers. STARTTLS turns the
                clear link into TLS before the password is said; {n+} announces n octets.""";
    }

    @Override
    public void start() throws IOException {
        server = new ManageSieveServer(tls, USER, PASSWORD);
    }

    @Override
    public List<Step> steps() {
        return List.of(
                new Step("connect with STARTTLS and log in", this::connect),
                new Step("list the scripts", this::list),
                new Step("create a script", this::create),
                new Step("activate it", this::activate),
                new Step("read it back", this::readBack),
                new Step("refuse a broken script", this::refuse),
                new Step("rename the script", this::rename));
    }

    @Override
    public void close() throws MessagingException {
        try {
            if (store != null) {
                store.close();
            }
        } finally {
            if (server != null) {
                server.close();
            }
        }
    }

    private String connect() throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.sieve.ssl.socketFactory", tls.getSocketFactory());
        session = page.session("sieve", properties, fact -> {});
        store = session.getStore("sieve");
        store.connect("localhost", server.port(), USER, PASSWORD);
        return "logged in as " + USER;
    }

    private String list() throws Failure, MessagingException {
        unless(store.getDefaultFolder().list().length == 0, "a new server has scripts");
        return "none yet";
    }

    private String create() throws Failure, MessagingException {
        Folder script = store.getFolder(NAME);
        unless(script.create(Folder.HOLDS_MESSAGES), "there is a script of this name");
        script.appendMessages(new Message[] {message(SCRIPT)});
        return NAME;
    }

    private String activate() throws Failure, MessagingException {
        store.getFolder(NAME).setSubscribed(true);
        Folder[] active = store.getDefaultFolder().listSubscribed();
        unless(active.length == 1 && active[0].getName().equals(NAME), "it is not listed as active");
        return NAME + " is listed as the active script";
    }

    private String readBack() throws Failure, MessagingException, IOException {
        byte[] octets = octets(NAME);
        unless(Arrays.equals(octets, SCRIPT.getBytes(UTF_8)), "it is not what was stored");
        return octets.length + " octets unchanged";
    }

    private String refuse() throws Failure, MessagingException, IOException {
        SieveScriptException refusal = refusal();
        SieveDiagnostic wrong = refusal.getDiagnostics().get(0);
        page.print(wrong.toString());
        unless(wrong.line() == BROKEN_LINE, "not line " + BROKEN_LINE + ": " + wrong);
        unless(wrong.scriptLine().contains("fileint "), "this is not the broken line: " + wrong.scriptLine());
        unless(Arrays.equals(octets(NAME), SCRIPT.getBytes(UTF_8)), "the stored script was harmed");
        return refusal.getMessage().lines().findFirst().orElseThrow() + " (the stored script is unharmed)";
    }

    private SieveScriptException refusal() throws Failure, MessagingException {
        SieveFolder script = (SieveFolder) store.getFolder(NAME);
        try {
            script.putScript(BROKEN);
        } catch (SieveScriptException refusal) {
            return refusal;
        }
        throw new Failure("the server took it");
    }

    private String rename() throws Failure, MessagingException {
        unless(store.getFolder(NAME).renameTo(store.getFolder(NEW_NAME)), "it kept its name");
        Folder[] scripts = store.getDefaultFolder().list();
        unless(scripts.length == 1 && scripts[0].getName().equals(NEW_NAME), "it is not listed under its new name");
        unless(scripts[0].isSubscribed(), "it is no longer active");
        return NAME + " is now " + NEW_NAME + ", and still active";
    }

    private byte[] octets(String name) throws MessagingException, IOException {
        try (Folder script = store.getFolder(name)) {
            script.open(Folder.READ_ONLY);
            return script.getMessage(1).getInputStream().readAllBytes();
        }
    }

    private MimeMessage message(String script) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setDataHandler(new DataHandler(new ByteArrayDataSource(script.getBytes(UTF_8), "application/sieve")));
        return message;
    }
}
