/** A JUnit Jupiter extension: mail servers for tests, which show the dialog when a test fails. */
module dev.parley.junit {
    requires transitive dev.parley.replay;
    requires transitive jakarta.mail;
    requires transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;

    exports dev.parley.junit;
}
