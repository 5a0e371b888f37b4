package dev.parley.sieve;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Performs the actions of a dialog file that need the typed API, and returns their outcomes as text. */
final class TypedActions {
    private final SieveStore store;

    TypedActions(SieveStore store) {
        this.store = store;
    }

    String perform(String word, String argument, List<String> body) throws MessagingException, IOException {
        String script = body.stream().map(line -> line + "\r\n").collect(Collectors.joining());
        return switch (word) {
            case "capabilities" -> capabilities(store.getCapabilities());
            case "scripts" -> "scripts " + store.listScripts();
            case "activescript" -> "active " + store.getActiveScript().map(SieveFolder::getName);
            case "deactivateall" -> deactivateAll();
            case "checkscript" -> check(store.checkScript(script));
            case "havespace" -> haveSpace(argument.split(" "));
            case "noop" -> noop();
            case "unauthenticate" -> unauthenticate();
            case "put" -> stored(folder(argument).putScript(script));
            case "stream" -> stored(folder(argument).putScript(stream(script), script.length()));
            case "replace" -> stored(store.replace(argument, script));
            case "text" -> shown(folder(argument).getScript());
            case "open" -> open(folder(argument));
            case "isactive" -> "active " + folder(argument).isActive();
            default -> throw new IllegalArgumentException("when " + word + " is nothing this test can do");
        };
    }

    private SieveFolder folder(String name) throws MessagingException {
        return (SieveFolder) store.getFolder(name);
    }

    private static String capabilities(SieveCapabilities can) {
        return "capabilities [" + can.implementation() + "] version [" + can.version() + "] sieve " + can.extensions()
                + " notify " + can.notifyMethods() + " redirects " + can.maxRedirects() + " owner " + can.owner()
                + " language " + can.language() + " sasl " + can.sasl() + " raw " + can.raw();
    }

    private static String check(SieveCheck check) {
        return "ok " + check.ok() + shown(check.diagnostics());
    }

    private static String stored(List<SieveDiagnostic> warnings) {
        return "stored" + shown(warnings);
    }

    private static String shown(List<SieveDiagnostic> diagnostics) {
        return diagnostics.stream()
                .map(said -> " / " + said.toString().replace("\n", " | "))
                .collect(Collectors.joining());
    }

    private String deactivateAll() throws MessagingException {
        store.deactivate();
        return "deactivated";
    }

    private String haveSpace(String[] words) throws MessagingException {
        store.haveSpace(words[0], Long.parseLong(words[1]));
        return "room";
    }

    private String noop() throws MessagingException {
        store.noop();
        return "there";
    }

    private String unauthenticate() throws MessagingException {
        store.unauthenticate();
        return "unauthenticated " + store.getCapabilities().sasl();
    }

    private static String open(SieveFolder folder) throws MessagingException, IOException {
        try (InputStream in = folder.openScript()) {
            return shown(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static String shown(String script) {
        return script.replace("\r", "\\r").replace("\n", "\\n");
    }

    private static InputStream stream(String script) {
        return new java.io.ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8));
    }
}
