package dev.parley.cli.demo;

import dev.parley.replay.TestCertificate;
import dev.parley.trace.Trace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/** Shows three dialogs while they take place, then one line for each step. */
public final class Demo {
    private static final String MARKS = """
            Marks in the dialogs:  ->  client             <-  server             <-*  rejection
                                   ~>  client, over TLS   <~  server, over TLS   ===  fact or decision
            Columns: seconds since the dialog began, milliseconds until the reply, mark, number of the command.""";

    private final DemoOutput output;
    private final List<Chapter> chapters;

    Demo(DemoOutput output, List<Chapter> chapters) {
        this.output = output;
        this.chapters = chapters;
    }

    /**
     * @param colour whether the output may contain colours
     * @param folder for the files with the dialogs; those of an earlier demo are deleted
     */
    public static Demo onLoopback(PrintStream out, boolean colour, Path folder) throws IOException {
        DemoOutput output = new DemoOutput(out, colour, folder);
        SSLContext tls = localhost();
        return new Demo(
                output,
                List.of(
                        new AttachmentChapter(output, tls, AttachmentChapter.server(tls)),
                        new HeloChapter(output, HeloChapter.ibmVm()),
                        new SieveChapter(output, tls)));
    }

    /** @return whether every step succeeded */
    public boolean run() throws IOException {
        output.deleteTraceFiles();
        output.print(MARKS);
        List<StepResult> results = new ArrayList<>();
        for (Chapter chapter : chapters) {
            output.heading(chapter.title());
            output.print(chapter.preface());
            output.print("");
            results.addAll(perform(chapter));
        }
        output.heading("Results");
        for (StepResult result : results) {
            output.result(result.good(), result.toString());
        }
        output.heading("Files with the dialogs, as text, HTML pages and JSON Lines");
        output.traceFiles().forEach(file -> output.print(file.toString()));
        return results.stream().allMatch(StepResult::good);
    }

    private static List<StepResult> perform(Chapter chapter) {
        List<Chapter.Step> steps = chapter.steps();
        List<StepResult> results = new ArrayList<>();
        try (chapter) {
            chapter.start();
            for (Chapter.Step step : steps) {
                results.add(new StepResult(true, step.name(), step.action().perform()));
            }
        } catch (Exception e) {
            int reached = results.size();
            String failed = reached < steps.size() ? steps.get(reached).name() : "stop the server";
            results.add(new StepResult(
                    false, failed, Trace.withoutAdvice(Objects.requireNonNullElse(e.getMessage(), e.toString()))));
            steps.stream()
                    .skip(reached + 1)
                    .map(step -> new StepResult(false, step.name(), "not reached"))
                    .forEach(results::add);
        }
        return results;
    }

    private record StepResult(boolean good, String step, String text) {

        /** One line, even if the text has several. */
        @Override
        public String toString() {
            return (good ? "ok   " : "FAIL ") + step + ": " + text.strip().replaceAll("\\R", " | ");
        }
    }

    /** A certificate for localhost that the servers use and the clients trust. Its key is only in memory. */
    static SSLContext localhost() throws IOException {
        return TestCertificate.inMemory("localhost");
    }
}
