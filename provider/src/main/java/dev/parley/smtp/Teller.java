package dev.parley.smtp;

import dev.parley.smtp.dialog.Progress;
import jakarta.mail.Message;
import java.util.Optional;

/** Tells whoever listens what becomes of a message. */
interface Teller {
    /** To be told while it is on its way, where somebody listens. */
    Optional<Progress> progress(Message message);

    /** It is over. */
    void tell(Message message, DeliveryReport report);
}
