package dev.parley.registration;

import java.util.List;
import java.util.stream.Stream;

/**
 * A Jakarta Mail that applications have.
 *
 * @param jars file names in {@code target/versions}
 */
record MailVersion(String name, List<String> jars) {
    /** The releases that came together, the oldest first. */
    static final List<MailVersion> PAIRS = Stream.of(
                    "2.1.0 1.0.0",
                    "2.1.1 1.1.0",
                    "2.1.1 2.0.0",
                    "2.1.2 2.0.2",
                    "2.1.3 2.0.3",
                    "2.1.3 2.0.4",
                    "2.1.4 2.0.4",
                    "2.1.4 2.0.5",
                    "2.1.5 2.0.5",
                    "2.2.0-M1 2.1.0-M1")
            .map(pair -> pair.split(" "))
            .map(pair -> pair(pair[0], pair[1]))
            .toList();

    /** API and Angus in one jar, as spring-boot-starter-mail 3 brings them. */
    static final List<MailVersion> BUNDLES = Stream.of("2.0.2", "2.0.3", "2.0.4", "2.0.5", "2.1.0-M1")
            .map(MailVersion::bundle)
            .toList();

    /** Jakarta Mail 2.0, before its implementation became Angus Mail. */
    static final MailVersion BEFORE_ANGUS = new MailVersion("com.sun.mail 2.0.2", List.of("com.sun.mail-2.0.2.jar"));

    static MailVersion pair(String api, String angus) {
        return new MailVersion(
                api + " + " + angus, List.of("jakarta.mail-api-" + api + ".jar", "angus-mail-" + angus + ".jar"));
    }

    static MailVersion bundle(String version) {
        return new MailVersion("bundle " + version, List.of("jakarta.mail-" + version + ".jar"));
    }

    /** Angus 1 and its predecessor are com.sun.mail; our transport has a type of Angus 2. */
    boolean isComSunMail() {
        return name.contains(" + 1.") || equals(BEFORE_ANGUS);
    }

    /** The API looks for Angus 1's mark of a default provider, so Angus 2 counts as one of the application's own. */
    boolean takesAngusForTheApplications() {
        return name.matches("2\\.1\\.[0-3] \\+ 2.*");
    }
}
