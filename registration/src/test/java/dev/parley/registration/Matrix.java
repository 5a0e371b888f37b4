package dev.parley.registration;

import static dev.parley.registration.MailVersion.BEFORE_ANGUS;
import static dev.parley.registration.MailVersion.BUNDLES;
import static dev.parley.registration.MailVersion.PAIRS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Every application that is measured, in the order of the page. */
record Matrix(List<Measurement> classPath, List<Measurement> modulePath, List<Measurement> server) {
    private static final List<MailVersion> WITH_MODULES = List.of(
            MailVersion.pair("2.1.4", "2.0.4"),
            MailVersion.pair("2.1.5", "2.0.5"),
            MailVersion.pair("2.2.0-M1", "2.1.0-M1"),
            MailVersion.bundle("2.0.5"),
            MailVersion.bundle("2.1.0-M1"));
    private static final List<MailVersion> IN_SERVERS = List.of(
            MailVersion.pair("2.1.2", "2.0.2"),
            MailVersion.pair("2.1.3", "2.0.4"),
            MailVersion.pair("2.1.4", "2.0.4"),
            MailVersion.pair("2.1.5", "2.0.5"),
            MailVersion.pair("2.2.0-M1", "2.1.0-M1"),
            MailVersion.bundle("2.0.4"),
            MailVersion.bundle("2.0.5"),
            MailVersion.bundle("2.1.0-M1"));

    static Matrix measure() throws Exception {
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            List<MailVersion> all = new ArrayList<>();
            all.add(BEFORE_ANGUS);
            all.addAll(PAIRS);
            all.addAll(BUNDLES);
            return new Matrix(
                    measure(two, all, Layout.FIRST, Layout.LAST),
                    measure(two, WITH_MODULES, Layout.MODULES),
                    measure(
                            two,
                            IN_SERVERS,
                            Layout.CHILD,
                            Layout.CHILD_AUTHENTICATOR,
                            Layout.PARENT,
                            Layout.PARENT_AUTHENTICATOR));
        } finally {
            two.shutdownNow();
        }
    }

    private static List<Measurement> measure(ExecutorService jvms, List<MailVersion> versions, Layout... layouts)
            throws Exception {
        List<Future<Measurement>> running = new ArrayList<>();
        for (MailVersion version : versions) {
            for (Layout layout : layouts) {
                running.add(jvms.submit(() -> Measurement.of(version, layout)));
            }
        }
        List<Measurement> measured = new ArrayList<>();
        for (Future<Measurement> each : running) {
            measured.add(each.get());
        }
        return measured;
    }
}
