package dev.parley.sasl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.RealmChoiceCallback;

/** What a mechanism of {@code javax.security.sasl} asks, answered from credentials. */
record Callbacks(Credentials credentials, Optional<String> realm) implements CallbackHandler {
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
            credentials
                    .password()
                    .ifPresent(secret ->
                            password.setPassword(new String(secret.octets(), StandardCharsets.UTF_8).toCharArray()));
        } else if (question instanceof RealmCallback text) {
            text.setText(
                    realm.or(() -> Optional.ofNullable(text.getDefaultText())).orElse(""));
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
        int index = Arrays.asList(choice.getChoices()).indexOf(realm.get());
        if (index < 0) {
            throw new IOException("sasl.realm is " + realm.get() + ", and the server has only the realms "
                    + String.join(", ", choice.getChoices()));
        }
        return index;
    }
}
