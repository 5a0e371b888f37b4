package dev.parley.cli.demo;

import dev.parley.replay.TestCertificate;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Shows three dialogs while they take place, then one line for each step. */
public final class Demo {
    private static final String MARKS = """
            Marks in the dialogs:  ->  client             <-  server             <-*  rejection
                                   ~>  client, over TLS   <~  server, over TLS   ===  fact or decision
            Columns: seconds since the dialog began, milliseconds until the reply, mark, number of the command.""";

    private final Page page;
    private final List<Chapter> chapters;

    Demo(Page page, List<Chapter> chapters) {
        this.page = page;
        this.chapters = chapters;
    }

    /**
     * @param colour whether the output may contain colours
     * @param folder for the files with the dialogs; those of an earlier demo are deleted
     */
    public static Demo onLoopback(PrintStream out, boolean colour, Path folder) throws IOException {
        Page page = new Page(out, colour, new Kept(folder));
        SSLContext tls = localhost();
        return new Demo(
                page,
                List.of(
                        new AttachmentChapter(page, tls, AttachmentChapter.server(tls)),
                        new HeloChapter(page, HeloChapter.ibmVm()),
                        new SieveChapter(page, tls)));
    }

    /** @return the exit code: 0 when every step succeeded, otherwise 1 */
    public int run() throws IOException {
        page.kept().clear();
        page.print(MARKS);
        List<Outcome> outcomes = new ArrayList<>();
        for (Chapter chapter : chapters) {
            page.heading(chapter.title());
            page.print(chapter.preface());
            page.print("");
            outcomes.addAll(perform(chapter));
        }
        page.heading("Results");
        outcomes.forEach(page::outcome);
        page.heading("Files with the dialogs, as text, HTML pages and JSON Lines");
        page.kept().files().forEach(file -> page.print(file.toString()));
        return outcomes.stream().allMatch(Outcome::good) ? 0 : 1;
    }

    private static List<Outcome> perform(Chapter chapter) {
        List<Step> steps = chapter.steps();
        List<Outcome> outcomes = new ArrayList<>();
        try (chapter) {
            chapter.start();
            for (Step step : steps) {
                outcomes.add(Outcome.of(step, step.action().perform()));
            }
        } catch (Exception e) {
            int reached = outcomes.size();
            outcomes.add(
                    Outcome.failure(reached < steps.size() ? steps.get(reached).name() : "stop the server", e));
            steps.stream().skip(reached + 1).map(Outcome::notReached).forEach(outcomes::add);
        }
        return outcomes;
    }

    /** A certificate for localhost that the servers use and the clients trust. Its key is only in memory. */
    static SSLContext localhost() throws IOException {
        Path folder = Files.createTempDirectory("parley-demo");
        Path store = folder.resolve("localhost.p12");
        try {
            return TestCertificate.make(store, "localhost").context();
        } finally {
            Files.deleteIfExists(store);
            Files.delete(folder);
        }
    }
}
