package dev.parley.cli.demo;

import static dev.parley.cli.demo.Chapter.check;
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

/** Manages Sieve scripts as folders of a store; the subscribed folder is the active script. */
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

    private final DemoOutput output;
    private final SSLContext tls;
    private ManageSieveServer server;
    private Session session;
    private Store store;

    SieveChapter(DemoOutput output, SSLContext tls) {
        this.output = output;
        this.tls = tls;
    }

    @Override
    public String title() {
        return "3. Sieve scripts on a ManageSieve server (server: the demo's own)";
    }

    @Override
    public String preface() {
        return """
                A Sieve script filters mail on the server. Responses are OK, NO or BYE instead of codes. STARTTLS precedes
                the login. {n+} announces a literal of n octets.""";
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
                new Step("reject an invalid script", this::refuse),
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
        session = output.session("sieve", properties, fact -> {});
        store = session.getStore("sieve");
        store.connect("localhost", server.port(), USER, PASSWORD);
        return "logged in as " + USER;
    }

    private String list() throws CheckFailedException, MessagingException {
        check(store.getDefaultFolder().list().length == 0, "the new server has scripts");
        return "no scripts";
    }

    private String create() throws CheckFailedException, MessagingException {
        Folder script = store.getFolder(NAME);
        check(script.create(Folder.HOLDS_MESSAGES), "a script of this name exists");
        script.appendMessages(new Message[] {message(SCRIPT)});
        return NAME;
    }

    private String activate() throws CheckFailedException, MessagingException {
        store.getFolder(NAME).setSubscribed(true);
        Folder[] active = store.getDefaultFolder().listSubscribed();
        check(active.length == 1 && active[0].getName().equals(NAME), "the script is not listed as active");
        return NAME + " is listed as the active script";
    }

    private String readBack() throws CheckFailedException, MessagingException, IOException {
        byte[] octets = octets(NAME);
        check(Arrays.equals(octets, SCRIPT.getBytes(UTF_8)), "the script differs from the stored one");
        return octets.length + " octets unchanged";
    }

    private String refuse() throws CheckFailedException, MessagingException, IOException {
        SieveScriptException refusal = refusal();
        SieveDiagnostic wrong = refusal.getDiagnostics().get(0);
        output.print(wrong.toString());
        check(wrong.line() == BROKEN_LINE, "not line " + BROKEN_LINE + ": " + wrong);
        check(wrong.scriptLine().contains("fileint "), "not the line with the error: " + wrong.scriptLine());
        check(Arrays.equals(octets(NAME), SCRIPT.getBytes(UTF_8)), "the stored script was changed");
        return refusal.getMessage().lines().findFirst().orElseThrow() + " (the stored script is unchanged)";
    }

    private SieveScriptException refusal() throws CheckFailedException, MessagingException {
        SieveFolder script = (SieveFolder) store.getFolder(NAME);
        try {
            script.putScript(BROKEN);
        } catch (SieveScriptException refusal) {
            return refusal;
        }
        throw new CheckFailedException("the server accepted the script");
    }

    private String rename() throws CheckFailedException, MessagingException {
        check(store.getFolder(NAME).renameTo(store.getFolder(NEW_NAME)), "the script was not renamed");
        Folder[] scripts = store.getDefaultFolder().list();
        check(
                scripts.length == 1 && scripts[0].getName().equals(NEW_NAME),
                "the script is not listed under its new name");
        check(scripts[0].isSubscribed(), "the script is no longer active");
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
