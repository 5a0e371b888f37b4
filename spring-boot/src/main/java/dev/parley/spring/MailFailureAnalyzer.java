package dev.parley.spring;

import dev.parley.smtp.SmtpTransport;
import jakarta.mail.MessagingException;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Describes a mail server that fails the test of {@code spring.mail.test-connection=true}: what failed, what it means, and
 * which property to change, with Spring Boot's names if it creates the sender. Other failures at start-up keep their stack trace.
 */
final class MailFailureAnalyzer extends AbstractFailureAnalyzer<MessagingException> {
    private static final String DO_NOT_TEST =
            "To start without the mail server, remove spring.mail.test-connection=true.";

    /** Connects at start-up. The package differs between Spring Boot 3 and 4. */
    private static final String TEST = ".MailSenderValidatorAutoConfiguration";

    private final BeanFactory beans;

    /** Called by Spring Boot. */
    MailFailureAnalyzer(BeanFactory beans) {
        this.beans = beans;
    }

    /** Returns null for a failure that this class does not describe. */
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MessagingException failure) {
        if (!isOfTest(failure)) {
            return null;
        }
        FailureText text = FailureText.of(failure);
        StringBuilder description = new StringBuilder("The mail server cannot be used: ");
        description.append(inItsSpelling(text.headline()));
        text.meaning().ifPresent(meaning -> description.append("\n\nMeaning: ").append(inItsSpelling(meaning)));
        StringBuilder action = new StringBuilder();
        text.fix().ifPresent(fix -> action.append(sentence(inItsSpelling(fix))).append("\n\n"));
        if (isOfAngusMail(failure)) {
            description.append("\n\nAngus Mail made this connection, not Parley.");
            action.append("To use Parley, remove " + inItsSpelling("mail.smtp.class")
                    + ", if it is set; or use jakarta.mail-api 2.1.4 or newer.\n\n");
        } else if (text.fix().isEmpty()) {
            action.append("Correct the property or the server that the description names.\n\n");
        }
        return new FailureAnalysis(
                description.toString(), action.append(DO_NOT_TEST).toString(), failure);
    }

    private String inItsSpelling(String text) {
        return isConfiguredByBoot() ? SpringNames.in(text) : text;
    }

    /** Spring Boot creates its sender only if the application has none: the test is that of this sender. */
    private boolean isConfiguredByBoot() {
        return beans instanceof ConfigurableListableBeanFactory all
                && Stream.of(all.getBeanNamesForType(JavaMailSenderImpl.class, true, false))
                        .anyMatch(name -> BootBeans.isConfiguredSender(all, name));
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private static boolean isOfTest(MessagingException failure) {
        return Stream.of(failure.getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith(TEST));
    }

    /** Whether the exception was created below Angus Mail's transport, but not below Parley's, which is a subclass. */
    private static boolean isOfAngusMail(MessagingException failure) {
        boolean angus = false;
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().equals(SmtpTransport.class.getName())) {
                return false;
            }
            angus |= frame.getClassName().equals(SMTPTransport.class.getName());
        }
        return angus;
    }
}
