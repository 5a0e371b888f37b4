package dev.parley.sieve;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.PrintStream;

/** The examples of {@code docs/sieve.md}, word for word; {@link SievePageTest} runs them and compares the page. */
final class Examples {
    private Examples() {}

    static void storeApi(Session session, String host, int port, String password, PrintStream out) throws Exception {
        try (Store store = session.getStore("sieve")) {
            store.connect(host, port, "joe", password);
            Folder script = store.getFolder("lists");
            script.create(Folder.HOLDS_MESSAGES); // returns false if the script exists

            MimeMessage message = new MimeMessage(session);
            message.setText("require \"fileinto\";\nfileinto \"Lists\";\n", "UTF-8");
            script.appendMessages(new Message[] {message}); // replaces the script
            script.setSubscribed(true); // activates the script

            for (Folder each : store.getDefaultFolder().list()) {
                out.println(each.getName() + (each.isSubscribed() ? " (active)" : ""));
            }
            script.open(Folder.READ_ONLY);
            out.print(script.getMessage(1).getContent());
        }
    }

    static void typedApi(Session session, String host, int port, String password, PrintStream out) throws Exception {
        try (SieveStore store = (SieveStore) session.getStore("sieve")) {
            store.connect(host, port, "joe", password);
            SieveFolder script = (SieveFolder) store.getFolder("lists");
            try {
                script.putScript("require \"fileinto\";\nfileint \"Lists\";\n");
            } catch (SieveScriptException e) {
                e.getDiagnostics().forEach(out::println);
            }
            for (SieveDiagnostic warning : script.putScript("require \"fileinto\";\nfileinto \"Lists\";\n")) {
                out.println(warning); // the script is stored
            }
            script.activate();

            store.replace("lists", "require \"fileinto\";\nfileinto \"Lists.2026\";\n"); // checks it first
            store.listScripts().forEach(out::println);
            out.print(script.getScript());
        }
    }
}
