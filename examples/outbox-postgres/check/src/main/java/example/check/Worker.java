package example.check;

import java.io.IOException;

/** An instance of the example that sends mails. */
interface Worker {
    /** Ends all that it does to the database and the mail server, at once. */
    void kill() throws InterruptedException;

    /** Lets it end its work. */
    void stop() throws IOException, InterruptedException;

    /** Ends it without a wait. */
    void destroy();
}
