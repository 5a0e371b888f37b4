package dev.parley.smtp.send;

import jakarta.mail.internet.InternetAddress;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;

/**
 * Somebody the message is to.
 *
 * @param unsayable why the server cannot be told of this one, whom the envelope is without
 */
record Addressee(InternetAddress address, Optional<String> unsayable) {
    boolean isSayable() {
        return unsayable.isEmpty();
    }

    /** Of one who is not sayable. */
    SMTPAddressFailedException failure() {
        return new SMTPAddressFailedException(address, "RCPT", -1, "invalid recipient: " + unsayable.orElseThrow());
    }
}
