package dev.parley.smtp.async;

import dev.parley.settings.MailProperties;
import java.util.concurrent.Executor;

/**
 * The settings of asynchronous sending, read once per send.
 *
 * @param executor {@code mail.<protocol>.async.executor} (Executor object; Parley's own threads): runs the sends of
 *     sendAsync. Parley's own are virtual threads if the JDK has them, otherwise at most 64 daemon threads
 * @param queue {@code mail.<protocol>.async.queue} (number; 1000): the maximum number of sends of sendAsync that wait or
 *     run in a Session; a further one is rejected
 * @param properties for error messages
 */
public record AsyncSettings(Executor executor, int queue, MailProperties properties) {
    private static final int QUEUE = 1000;

    /** @throws IllegalArgumentException naming the property whose object is no Executor */
    public static AsyncSettings from(MailProperties properties) {
        Executor executor = properties.object("async.executor", Executor.class).orElse(null);
        return new AsyncSettings(
                executor == null ? SendThreads.executor() : executor,
                properties.positive("async.queue").orElse(QUEUE),
                properties);
    }

    boolean hasOwnThreads() {
        return executor == SendThreads.executor();
    }

    String full() {
        return "not sent: " + queue
                + " messages of this Session wait or are being sent, which is the maximum: wait until"
                + " one of them is complete, or increase " + properties.name("async.queue") + ", which is " + queue;
    }

    String rejected(String reason) {
        return "not sent: the executor of " + properties.name("async.executor") + " did not accept the send: " + reason
                + ". Send the message again later, or set another executor";
    }
}
