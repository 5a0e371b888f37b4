package dev.parley.spring;

import dev.parley.smtp.Parley;
import dev.parley.smtp.PoolStatistics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * The mail senders of the application that were created and have their own Session; the newest instance of each bean. Closes
 * their pools at shutdown, also those of a prototype, which Spring does not destroy.
 */
final class Senders implements DisposableBean {
    private final Map<String, Sender> byName = new ConcurrentHashMap<>();

    void add(Sender sender) {
        byName.put(sender.name(), sender);
    }

    Collection<Sender> all() {
        return byName.values();
    }

    /** The pools of connections of all senders. */
    List<PoolStatistics> pools() {
        return byName.values().stream()
                .map(Sender::session)
                .distinct()
                .flatMap(session -> Parley.pools(session).stream())
                .toList();
    }

    /** The bean is created while the first sender is: the beans that send are destroyed before it. */
    @Override
    public void destroy() {
        byName.values().forEach(sender -> Parley.close(sender.session()));
    }

    Optional<Sender> of(JavaMailSenderImpl bean) {
        return byName.values().stream().filter(sender -> sender.isOf(bean)).findFirst();
    }
}
