package dev.parley.cli.demo;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.List;

/** A dialog with one server: {@link #start}, the steps in their order, {@link #close}. */
interface Chapter extends AutoCloseable {
    String title();

    /** An introduction for readers who know SMTP. */
    String preface();

    void start() throws Exception;

    List<Step> steps();

    @Override
    void close() throws IOException, MessagingException;

    /** @throws CheckFailedException unless the condition is true */
    static void check(boolean condition, String failure) throws CheckFailedException {
        if (!condition) {
            throw new CheckFailedException(failure);
        }
    }

    /** One operation, with the check of its result. */
    record Step(String name, Action action) {}

    @FunctionalInterface
    interface Action {
        /**
         * @return the result, as text
         * @throws Exception when the operation failed, with the reason in its message
         */
        String perform() throws Exception;
    }

    final class CheckFailedException extends Exception {
        private static final long serialVersionUID = 1;

        CheckFailedException(String message) {
            super(message);
        }
    }
}
