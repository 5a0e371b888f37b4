package dev.parley.spring;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;

/** A Spring Boot application, started as a real one is, and what it writes to standard output. */
final class App implements AutoCloseable {
    private final PrintStream before = System.out;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private ConfigurableApplicationContext context; // null: not started

    /** An application without beans of its own. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Plain {}

    private App() {
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    /** Starts an application whose mail server listens on this port. */
    static App withServer(int port, Class<?> source, String... properties) {
        return run(source, forServer(port, properties));
    }

    /** The same, where the classes of these packages do not exist for Spring. */
    static App without(List<String> packages, int port, Class<?> source, String... properties) {
        ClassLoader classes = new FilteredClassLoader(packages.toArray(String[]::new));
        return start(builder(source, forServer(port, properties)).resourceLoader(new DefaultResourceLoader(classes)));
    }

    /** The same, whose context has a parent. */
    static App withParent(Class<?> parent, int port, Class<?> source) {
        SpringApplicationBuilder child = builder(source, forServer(port));
        child.parent(parent);
        return start(child);
    }

    private static String[] forServer(int port, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "spring.mail.host=localhost",
                "spring.mail.port=" + port,
                "spring.mail.properties.mail.smtp.localhost=client.example"));
        all.addAll(List.of(properties));
        return all.toArray(String[]::new);
    }

    static App run(Class<?> source, String... properties) {
        return start(builder(source, properties));
    }

    private static App start(SpringApplicationBuilder builder) {
        App app = new App();
        try {
            app.context = builder.run();
            return app;
        } catch (RuntimeException e) {
            app.close();
            throw e;
        }
    }

    /** The output of an application that does not start, because it cannot connect to its mail server. */
    static String failing(int port, String... properties) {
        List<String> all = new ArrayList<>(List.of("spring.mail.port=" + port, "spring.mail.test-connection=true"));
        all.addAll(List.of(properties));
        return failing(Plain.class, all.toArray(String[]::new));
    }

    /** The same, of an application with beans of its own. */
    static String failing(Class<?> source, String... properties) {
        App app = new App();
        try (app) {
            app.context = builder(source, properties).run();
        } catch (RuntimeException e) {
            return app.output();
        }
        throw new AssertionError("the application started: " + app.output());
    }

    private static SpringApplicationBuilder builder(Class<?> source, String... properties) {
        String[] arguments = new String[properties.length + 2];
        for (int i = 0; i < properties.length; i++) {
            arguments[i] = "--" + properties[i];
        }
        arguments[properties.length] = "--spring.main.banner-mode=off";
        arguments[properties.length + 1] = "--spring.jmx.enabled=false";
        return new SpringApplicationBuilder(source) {
            @Override
            public ConfigurableApplicationContext run(String... unused) {
                return super.run(arguments);
            }
        }.web(WebApplicationType.NONE);
    }

    boolean has(Class<?> type) {
        return context.getBeanNamesForType(type).length > 0;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    void send(String to) {
        send(bean(JavaMailSender.class), to);
    }

    static void send(JavaMailSender sender, String... to) {
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom("alice@example.org");
        message.setTo(to);
        message.setSubject("Welcome");
        message.setText("Hello\n");
        sender.send(message);
    }

    /** Sends a message, and expects that it fails: as in an application that does not log the exception. */
    void sendFailing(String... to) {
        try {
            send(bean(JavaMailSender.class), to);
        } catch (MailException e) {
            return;
        }
        throw new AssertionError("the message was sent: " + output());
    }

    /** The health that the endpoint returns. The types are those of Spring Boot 3 or 4. */
    Health health(String... path) {
        Object endpoint = context.getBean("healthEndpoint");
        Object health = call(endpoint, "healthForPath", new Class<?>[] {String[].class}, (Object) path);
        Object status = call(health, "getStatus", new Class<?>[0]);
        @SuppressWarnings("unchecked")
        Map<String, Object> details = (Map<String, Object>) call(health, "getDetails", new Class<?>[0]);
        return new Health(status.toString(), details);
    }

    record Health(String status, Map<String, Object> details) {}

    private static Object call(Object object, String name, Class<?>[] types, Object... arguments) {
        try {
            Method method = object.getClass().getMethod(name, types);
            method.setAccessible(true);
            return method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** What the application has written so far. */
    String output() {
        System.out.flush();
        return written.toString(StandardCharsets.UTF_8);
    }

    /** The lines of a logger, without the time and the names of process and thread. */
    List<String> logged(String logger) {
        List<String> lines = new ArrayList<>();
        boolean following = false;
        for (String line : output().split("\n")) {
            boolean begins = line.matches("\\d{4}-.*");
            following = begins ? line.contains(" " + logger) : following;
            if (following) {
                lines.add(begins ? level(line) + " " + line.substring(line.indexOf(" : ") + 3) : line);
            }
        }
        return lines;
    }

    private static String level(String line) {
        return line.replaceFirst("^\\S+\\s+(\\w+) .*", "$1");
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
        System.setOut(before);
    }
}
