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
}
