package dev.parley.spring;

import dev.parley.smtp.Parley;
import dev.parley.smtp.PoolStatistics;
import dev.parley.trace.TlsReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** The details of the health of a mail sender: those of Spring Boot and Parley. They have no address, user name or password. */
final class MailHealthDetails {
    /** Of Spring Boot: the class and the message of the exception. */
    private static final String ERROR = "error";

    private final ObjectProvider<Senders> senders;
    private final ListableBeanFactory beans;

    MailHealthDetails(ObjectProvider<Senders> senders, ListableBeanFactory beans) {
        this.senders = senders;
        this.beans = beans;
    }

    /** The details of the only sender; those of Spring Boot where there are several. */
    Map<String, Object> ofOnlySender(Map<String, Object> boot) {
        return of(beans.getBeanProvider(JavaMailSenderImpl.class).getIfUnique(), boot);
    }

    /** The details of one of several senders. */
    Map<String, Object> of(String bean, Map<String, Object> boot) {
        return beans.containsBean(bean) && beans.getBean(bean) instanceof JavaMailSenderImpl sender
                ? of(sender, boot)
                : boot;
    }

    private Map<String, Object> of(JavaMailSenderImpl bean, Map<String, Object> boot) {
        Optional<Sender> known = Optional.ofNullable(bean).flatMap(senders.getObject()::of);
        if (known.isEmpty()) {
            return boot;
        }
        Sender sender = known.get();
        Map<String, Object> details = new LinkedHashMap<>(boot);
        details.computeIfPresent(ERROR, (name, error) -> FailureText.published(error.toString(), sender));
        details.put("protocol", sender.protocol());
        String host =
                bean.getHost() == null ? sender.properties().getProperty(sender.property("host")) : bean.getHost();
        if (host != null) {
            details.put("host", host);
        }
        if (bean.getPort() != JavaMailSenderImpl.DEFAULT_PORT) {
            details.put("port", bean.getPort());
        }
        sender.state().lastConnection().ifPresent(connection -> details.put("tls", tls(connection.tls())));
        sender.state().lastFailure().ifPresent(failure -> details.put("lastFailure", failure(failure)));
        List<PoolStatistics> pools = Parley.pools(sender.session());
        if (!pools.isEmpty()) {
            details.put("pools", pools.stream().map(MailHealthDetails::pool).toList());
        }
        return details;
    }

    private static Map<String, Object> tls(Optional<TlsReport> report) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("version", report.map(TlsReport::protocol).orElse("none"));
        report.ifPresent(tls -> {
            details.put("verification", tls.verification().toString());
            details.put("identityProven", tls.verification().identityProven());
        });
        return details;
    }

    private static Map<String, Object> pool(PoolStatistics pool) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("server", pool.server());
        details.put("inUse", pool.inUse());
        details.put("idle", pool.idle());
        details.put("waiting", pool.waiting());
        details.put("limit", pool.limit());
        return details;
    }

    private static Map<String, Object> failure(SenderState.Failure failure) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("time", failure.time().toString());
        failure.codes()
                .ifPresentOrElse(
                        codes -> details.put("reply", codes),
                        () -> details.put("what", failure.text().headline()));
        failure.text().meaning().ifPresent(meaning -> details.put("meaning", meaning));
        failure.text().fix().ifPresent(fix -> details.put("fix", fix));
        return details;
    }
}
