package dev.parley.spring;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** The mail senders of the application that were created. */
final class Senders {
    private final Map<String, Sender> byName = new ConcurrentHashMap<>();

    void add(Sender sender) {
        byName.put(sender.name(), sender);
    }

    Collection<Sender> all() {
        return byName.values();
    }

    Optional<Sender> of(JavaMailSenderImpl bean) {
        return byName.values().stream().filter(sender -> sender.bean() == bean).findFirst();
    }
}
