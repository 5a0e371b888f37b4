/** Metrics and spans with Micrometer. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Micrometer's jars have no module-info.
module dev.parley.micrometer {
    requires transitive dev.parley.core;
    requires transitive jakarta.mail;
    requires transitive micrometer.commons;
    requires transitive micrometer.core;
    requires transitive micrometer.observation;
    requires static transitive dev.parley.smtp;
    requires static transitive org.jspecify;

    exports dev.parley.micrometer;
}
