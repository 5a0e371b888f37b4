package example.check;

import example.Application;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * The example within this JVM, which starts faster than a process. Its kill closes its sockets and prevents new ones:
 * the database and the mail server cannot distinguish this from the end of a process. Its threads still run, without
 * effect.
 */
final class WorkerContext implements Worker {
    private final String name;
    private final ConfigurableApplicationContext application;

    private WorkerContext(String name, ConfigurableApplicationContext application) {
        this.name = name;
        this.application = application;
    }

    static WorkerContext start(String name, String databaseUrl, List<String> properties) {
        List<String> all = new ArrayList<>(properties);
        all.add("--spring.mail.properties.mail.smtp.localhost=" + name);
        all.add("--spring.datasource.url=" + databaseUrl + "&socketFactory=" + Sockets.class.getName()
                + "&socketFactoryArg=" + name);
        all.add("--spring.datasource.hikari.connection-timeout=5000");
        ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                .initializers(context -> context.getBeanFactory().addBeanPostProcessor(new MailSockets(name)))
                .run(all.toArray(new String[0]));
        return new WorkerContext(name, application);
    }

    @Override
    public void kill() {
        Sockets.cut(name);
        Thread remains = new Thread(application::close, "remains of " + name);
        remains.setDaemon(true);
        remains.start();
    }

    @Override
    public void stop() {
        application.close();
    }

    @Override
    public void destroy() {}

    /** Gives the mail sender the sockets of the worker. */
    private record MailSockets(String worker) implements BeanPostProcessor {
        @Override
        public Object postProcessBeforeInitialization(Object bean, String name) {
            if (bean instanceof JavaMailSenderImpl sender) {
                sender.getJavaMailProperties().put("mail.smtp.socketFactory", new Sockets(worker));
            }
            return bean;
        }
    }
}
