package dev.parley.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts a mail server for each test that has a parameter of the type {@link SmtpServerExtension} or
 * {@link SieveServerExtension}. Methods with {@code @BeforeEach} and {@code @AfterEach} get the same server as their test. The
 * annotation of a method replaces that of its class; a nested class has that of the class around it.
 *
 * <pre>
 * &#64;Test
 * &#64;MailServer("dialogs/login-rejected.txt")
 * void aRejectedLoginIsReported(SmtpServerExtension server) {
 * </pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(MailServerExtension.class)
public @interface MailServer {
    /**
     * A trace or a dialog file that the SMTP server replays: a resource of the class path, or a path. Empty: the server accepts
     * every message.
     */
    String value() default "";

    /** Whether a test may pass although its client did not follow the file. */
    boolean ignoreMismatches() default false;
}
