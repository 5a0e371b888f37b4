package dev.parley.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.replay.ScriptedServer;
import dev.parley.smtp.Parley;
import dev.parley.smtp.PoolStatistics;
import jakarta.mail.Authenticator;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.env.Environment;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Senders with a scope, and senders that share their properties. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SenderPostProcessorTest {
    private static JavaMailSenderImpl sender(Environment environment) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost("localhost");
        sender.setPort(environment.getRequiredProperty("port", Integer.class));
        sender.getJavaMailProperties().setProperty("mail.smtp.localhost", "client.example");
        sender.getJavaMailProperties().setProperty("mail.smtp.pool.size", "2");
        return sender;
    }

    private static int idle(Session session) {
        return idle(Parley.pools(session));
    }

    private static int idle(List<PoolStatistics> pools) {
        return pools.stream().mapToInt(PoolStatistics::idle).sum();
    }

    /** An application whose sender is in a scope that can be refreshed, as that of Spring Cloud. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Refreshed {
        @Bean
        static RefreshScope refreshScope() {
            return new RefreshScope();
        }

        @Bean
        static BeanFactoryPostProcessor registration(RefreshScope scope) {
            return beans -> beans.registerScope("refresh", scope);
        }

        @Bean
        @Scope(scopeName = "refresh", proxyMode = ScopedProxyMode.TARGET_CLASS)
        JavaMailSenderImpl shop(Environment environment) {
            return sender(environment);
        }
    }

    /** Destroys its beans on request. The next call of a proxy creates another one. */
    static final class RefreshScope implements org.springframework.beans.factory.config.Scope {
        private final Map<String, Object> beans = new HashMap<>();
        private final Map<String, Runnable> callbacks = new HashMap<>();

        void refresh() {
            beans.clear();
            callbacks.values().forEach(Runnable::run);
            callbacks.clear();
        }

        @Override
        public Object get(String name, ObjectFactory<?> factory) {
            Object bean = beans.get(name);
            if (bean == null) {
                bean = factory.getObject();
                beans.put(name, bean);
            }
            return bean;
        }

        @Override
        public Object remove(String name) {
            callbacks.remove(name);
            return beans.remove(name);
        }

        @Override
        public void registerDestructionCallback(String name, Runnable callback) {
            callbacks.put(name, callback);
        }

        @Override
        public Object resolveContextualObject(String key) {
            return null;
        }

        @Override
        public String getConversationId() {
            return null;
        }
    }

    @Test
    void aScopedSenderIsRegisteredOnce() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.HELLO + MailServer.ENVELOPE + "S: 250 OK\n");
                App app = App.run(Refreshed.class, "port=" + server.port())) {
            App.send(app.bean("shop", JavaMailSenderImpl.class), "bob@example.org");
            assertEquals(1, app.bean(Senders.class).pools().size());
        }
    }

    @Test
    void theHealthOfAScopedSenderHasTheLastFailure() throws Exception {
        try (ScriptedServer server = MailServer.start(
                        MailServer.UNKNOWN_USER.replace(MailServer.BYE, "C: NOOP\nS: 250 OK\n" + MailServer.BYE));
                App app = App.run(Refreshed.class, "port=" + server.port())) {
            app.sendFailing("bob@example.org");
            Map<String, Object> details = app.health("mail").details();
            assertTrue(details.containsKey("lastFailure"), details.toString());
            assertTrue(details.containsKey("tls"), details.toString());
        }
    }

    @Test
    void thePoolOfADestroyedSenderIsClosed() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.ACCEPTED);
                App app = App.run(Refreshed.class, "port=" + server.port())) {
            JavaMailSenderImpl sender = app.bean("shop", JavaMailSenderImpl.class);
            App.send(sender, "bob@example.org");
            Session before = sender.getSession();
            assertEquals(1, idle(before));
            app.bean(RefreshScope.class).refresh();
            assertEquals(0, idle(before));
            assertNotSame(before, sender.getSession());
        }
    }

    /** An application with two senders that have the same properties; the second has a Session with an Authenticator. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class SharedProperties {
        @Bean
        Properties shared(Environment environment) {
            Properties properties = new Properties();
            properties.put("mail.smtp.localhost", "client.example");
            properties.put("mail.smtp.auth", "true");
            properties.put("mail.smtp.starttls.enable", "false");
            properties.put("mail.smtp.port", environment.getRequiredProperty("port"));
            return properties;
        }

        @Bean
        JavaMailSenderImpl first(Properties shared) {
            return sender("joe", shared);
        }

        @Bean
        JavaMailSenderImpl second(Properties shared) {
            JavaMailSenderImpl sender = sender("bob", shared);
            sender.setSession(Session.getInstance(shared, new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication("bob", "correct-horse");
                }
            }));
            return sender;
        }

        private static JavaMailSenderImpl sender(String user, Properties shared) {
            JavaMailSenderImpl sender = new JavaMailSenderImpl();
            sender.setHost("localhost");
            sender.setUsername(user);
            sender.setJavaMailProperties(shared);
            return sender;
        }
    }

    @Test
    void sendersThatShareTheirPropertiesShareTheLastFailure() throws Exception {
        String blocked = "S: 554 5.7.1 bob is blocked\nC: QUIT\nS: 221 bye\n";
        try (ScriptedServer server = MailServer.start(blocked);
                App app = App.run(SharedProperties.class, "port=" + server.port())) {
            JavaMailSenderImpl second = app.bean("second", JavaMailSenderImpl.class);
            assertThrows(MailException.class, () -> App.send(second, "joe@example.org"));
            Senders senders = app.bean(Senders.class);
            for (String name : List.of("first", "second")) {
                Sender sender =
                        senders.of(app.bean(name, JavaMailSenderImpl.class)).orElseThrow();
                assertEquals(name, sender.name());
                String text = sender.state().lastFailure().orElseThrow().toString();
                assertTrue(text.contains("[user] is blocked"), text);
            }
            assertEquals(
                    1,
                    app.logged("dev.parley.mail").stream()
                            .filter(line -> line.startsWith("ERROR"))
                            .count());
        }
    }

    @Test
    void theAuthenticatorOfSharedPropertiesIsKept() throws Exception {
        String accepted = MailServer.LOGIN + "S: 235 2.7.0 OK\n" + MailServer.ENVELOPE + "S: 250 OK\n" + MailServer.BYE;
        try (ScriptedServer server = MailServer.start(accepted);
                App app = App.run(SharedProperties.class, "port=" + server.port())) {
            App.send(app.bean("second", JavaMailSenderImpl.class), "bob@example.org");
        }
    }
}
