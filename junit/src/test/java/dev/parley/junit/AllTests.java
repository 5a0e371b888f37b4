package dev.parley.junit;

import java.io.PrintWriter;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the tests of this module with the Jupiter on the class path; the exit code is 0 if all of them pass. */
final class AllTests {
    private AllTests() {}

    public static void main(String[] arguments) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectPackage("dev.parley.junit"))
                .filters(
                        ClassNameFilter.includeClassNamePatterns(".*Test"),
                        ClassNameFilter.excludeClassNamePatterns(
                                JupiterVersionsTest.class.getName(), RecipesPageTest.class.getName()))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        PrintWriter out = new PrintWriter(System.out, true);
        summary.printFailuresTo(out, 20);
        String jar = Test.class
                .getResource("Test.class")
                .toString()
                .replaceAll(".*junit-jupiter-api-([0-9.]+)\\.jar.*", "$1");
        out.println(summary.getTestsSucceededCount() + " tests succeeded on Jupiter " + jar);
        boolean passed = summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 30;
        System.exit(passed ? 0 : 1);
    }
}
