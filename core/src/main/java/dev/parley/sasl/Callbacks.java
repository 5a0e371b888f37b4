package dev.parley.sasl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.RealmChoiceCallback;

/**
 * Answers the callbacks of a mechanism of {@code javax.security.sasl}.
 *
 * @param realm empty: the one that the mechanism proposes
 */
record Callbacks(Credentials credentials, String realm) implements CallbackHandler {
    @Override
    public void handle(Callback[] questions) throws IOException, UnsupportedCallbackException {
        for (Callback question : questions) {
            answer(question);
        }
    }

    private void answer(Callback question) throws IOException, UnsupportedCallbackException {
        if (question instanceof NameCallback name) {
            name.setName(credentials.user());
        } else if (question instanceof PasswordCallback password) {
            if (credentials.password() != null) {
                String text = new String(credentials.password().octets(), StandardCharsets.UTF_8);
                password.setPassword(text.toCharArray());
            }
        } else if (question instanceof RealmCallback text) {
            String proposed = text.getDefaultText() == null ? "" : text.getDefaultText();
            text.setText(realm.isEmpty() ? proposed : realm);
        } else if (question instanceof RealmChoiceCallback choice) {
            choice.setSelectedIndex(choose(choice));
        } else {
            throw new UnsupportedCallbackException(question);
        }
    }

    private int choose(RealmChoiceCallback choice) throws IOException {
        if (realm.isEmpty()) {
            return choice.getDefaultChoice();
        }
        int index = Arrays.asList(choice.getChoices()).indexOf(realm);
        if (index < 0) {
            throw new IOException("sasl.realm=" + realm + ", but the server offers only the realms "
                    + String.join(", ", choice.getChoices()));
        }
        return index;
    }
}
