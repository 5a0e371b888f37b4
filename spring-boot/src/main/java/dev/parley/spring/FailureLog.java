package dev.parley.spring;

import dev.parley.smtp.Delivery;
import dev.parley.smtp.Delivery.RetryAdvice.Action;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Logs failed messages and connects, each as one event without a stack trace: WARN if each recipient that has not received the
 * message can be tried again, otherwise ERROR. The application still receives the exception.
 */
final class FailureLog implements SmartInitializingSingleton {
    private static final Log LOG = LogFactory.getLog("dev.parley.mail");

    private final boolean testsConnection;
    private volatile boolean started;

    /** @param testsConnection whether Spring Boot connects at start-up, and reports a failure itself */
    FailureLog(boolean testsConnection) {
        this.testsConnection = testsConnection;
    }

    @Override
    public void afterSingletonsInstantiated() {
        started = true;
    }

    void ofMessage(Sender sender, Message message, Delivery delivery, MessagingException failure) {
        String text = what("message" + id(message), delivery) + ": " + shown(sender, failure);
        boolean canBeTriedAgain = delivery.advice().stream()
                .allMatch(advice -> advice.action() == Action.RETRY || advice.action() == Action.DONE);
        if (canBeTriedAgain) {
            LOG.warn(text);
        } else {
            LOG.error(text);
        }
    }

    private static String what(String message, Delivery delivery) {
        if (delivery.isUncertain()) {
            return "The delivery of the " + message + " is uncertain";
        }
        boolean toNone = delivery.recipients(Delivery.Outcome.ACCEPTED).isEmpty();
        return "The " + message + " was not sent to " + (toNone ? "its recipients" : "all recipients");
    }

    void ofConnect(Sender sender, MessagingException failure) {
        if (testsConnection && !started) {
            return;
        }
        String what = failure instanceof AuthenticationFailedException
                ? "The login at the mail server failed: "
                : "The connection to the mail server failed: ";
        LOG.error(what + shown(sender, failure));
    }

    private static String shown(Sender sender, MessagingException failure) {
        String message = String.valueOf(failure.getMessage()).stripTrailing();
        return sender.addressMask().maskedIn(sender.inItsSpelling(message));
    }

    /** The Message-ID, after a space; empty if there is none. */
    private static String id(Message message) {
        try {
            String[] ids = message.getHeader("Message-ID");
            return ids == null || ids.length == 0 ? "" : " " + ids[0].replaceAll("\\p{Cntrl}", "");
        } catch (MessagingException | RuntimeException e) {
            return "";
        }
    }
}
