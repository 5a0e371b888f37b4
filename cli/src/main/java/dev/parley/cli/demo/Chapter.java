package dev.parley.cli.demo;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.List;

/** A dialog with one server: started, then the steps in order, each built on those before it, then closed. */
interface Chapter extends AutoCloseable {
    String title();

    /** What somebody who knows SMTP only from telnet should look at. */
    String preface();

    void start() throws Exception;

    List<Step> steps();

    @Override
    void close() throws IOException, MessagingException;
}
