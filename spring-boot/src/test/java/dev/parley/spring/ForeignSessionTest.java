package dev.parley.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.parley.replay.ScriptedServer;
import jakarta.mail.Session;
import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Senders whose Session comes from elsewhere: they work as without this module, and their Session is not changed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignSessionTest {
    private static final String ALL_ON = "parley.mail.trace=log";

    private static Properties properties(int port) {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "localhost");
        properties.put("mail.smtp.port", String.valueOf(port));
        properties.put("mail.smtp.localhost", "client.example");
        return properties;
    }

    /** The directory of an application server with one Session. */
    public static final class Directory implements InitialContextFactory {
        static Session session; // null: none

        /** Called by JNDI. */
        public Directory() {}

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) {
            return (Context) Proxy.newProxyInstance(
                    Directory.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                        if (!method.getName().equals("lookup")) {
                            return method.getReturnType() == Hashtable.class ? new Hashtable<>() : null;
                        }
                        if (arguments[0].toString().equals("java:comp/env/mail/shop")) {
                            return session;
                        }
                        throw new NameNotFoundException(arguments[0].toString());
                    });
        }
    }

    @AfterEach
    void removeDirectory() {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        Directory.session = null;
    }

    @Test
    void theSessionOfJndi() throws Exception {
        try (ScriptedServer server =
                MailServer.start(MailServer.ACCEPTED, MailServer.UNKNOWN_USER, MailServer.CONNECTED)) {
            Properties properties = properties(server.port());
            Object before = properties.clone();
            Directory.session = Session.getInstance(properties);
            System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Directory.class.getName());
            try (App app = App.run(App.Plain.class, "spring.mail.jndi-name=mail/shop", ALL_ON)) {
                app.send("bob@example.org");
                app.sendFailing("bob@example.org");
                assertEquals(before, properties);
                App.Health health = app.health("mail");
                assertEquals("UP", health.status());
                assertNull(health.details().get("lastFailure"));
                assertEquals(List.of(), app.logged("dev.parley"));
            }
        }
    }

    /** An application that makes the Session of its sender. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnSession {
        @Bean
        JavaMailSenderImpl sender(Environment environment) {
            JavaMailSenderImpl sender = new JavaMailSenderImpl();
            sender.setHost("localhost");
            sender.getJavaMailProperties().put("mail.smtp.localhost", "not.used.example");
            sender.setSession(Session.getInstance(properties(environment.getRequiredProperty("port", int.class))));
            return sender;
        }
    }

    @Test
    void theSessionOfTheApplication() throws Exception {
        try (ScriptedServer server = MailServer.start(MailServer.UNKNOWN_USER);
                App app = App.run(OwnSession.class, "port=" + server.port(), ALL_ON)) {
            app.sendFailing("bob@example.org");
            JavaMailSenderImpl sender = app.bean(JavaMailSenderImpl.class);
            assertEquals(properties(server.port()), sender.getSession().getProperties());
            assertEquals(Map.of("mail.smtp.localhost", "not.used.example"), sender.getJavaMailProperties());
            assertEquals(List.of(), app.logged("dev.parley"));
        }
    }

    /** An application whose sender is a mock, whose methods return null. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Mock {
        @Bean
        JavaMailSenderImpl sender() {
            return new JavaMailSenderImpl() {
                @Override
                public Session getSession() {
                    return null;
                }

                @Override
                public Properties getJavaMailProperties() {
                    return null;
                }
            };
        }
    }

    @Test
    void aMock() {
        try (App app = App.run(Mock.class, ALL_ON)) {
            assertNull(app.bean(JavaMailSenderImpl.class).getSession());
        }
    }

    /** An application whose sender has a Session only later. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Late {
        @Bean
        JavaMailSenderImpl sender() {
            return new JavaMailSenderImpl() {
                @Override
                public Session getSession() {
                    throw new IllegalStateException("no tenant");
                }
            };
        }
    }

    @Test
    void aSenderWithoutASessionAtStartUp() {
        try (App app = App.run(Late.class, ALL_ON)) {
            assertEquals(Map.of(), app.bean(JavaMailSenderImpl.class).getJavaMailProperties());
        }
    }
}
