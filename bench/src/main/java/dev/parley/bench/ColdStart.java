package dev.parley.bench;

import dev.parley.bench.server.Sink;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Measures fresh JVMs that run {@link FewSends}, from their start to their end, and prints Markdown. The programs take turns
 * in every round, and the median of the rounds counts. Angus Mail runs without Parley on its class path. An archive is made
 * for each program by a run that is not measured.
 */
public final class ColdStart {
    private static final int MANY = 200;
    private static final String PROGRAM = "program.jar";
    private static final int AOT_SINCE = 25;

    private final int port;
    private final int rounds;
    private final Path folder;

    private ColdStart(int port, int rounds, Path folder) {
        this.port = port;
        this.rounds = rounds;
        this.folder = folder;
    }

    /** The archives of classes that a JVM can make and use; their options lack the name of the file. */
    private enum Archive {
        NONE("", ""),
        /** AppCDS, since JDK 13. */
        CLASSES("-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile="),
        /** JEP 514, since JDK 25. */
        AOT("-XX:AOTCacheOutput=", "-XX:AOTCache=");

        private final String make;
        private final String use;

        Archive(String make, String use) {
            this.make = make;
            this.use = use;
        }
    }

    /**
     * The time of one process, in seconds.
     *
     * @param wall from its start to its end
     * @param cpu of all threads, in user and system mode
     */
    private record Time(double wall, double cpu) {
        static Time median(List<Time> times) {
            double[] walls = times.stream().mapToDouble(Time::wall).sorted().toArray();
            double[] cpus = times.stream().mapToDouble(Time::cpu).sorted().toArray();
            return new Time(walls[walls.length / 2], cpus[cpus.length / 2]);
        }
    }

    /** A row of the table: a number of messages, a property of Parley, and the archive of both. */
    private record Row(String name, int messages, String property, Archive archive) {}

    public static void main(String[] args) throws Exception {
        boolean quick = List.of(args).contains("--quick");
        Path folder = Files.createTempDirectory("bench");
        Path store = Sink.store(folder);
        writeProgram(folder.resolve(PROGRAM));
        try (Sink sink = Sink.start(folder)) {
            Machine.print();
            new ColdStart(sink.port(), quick ? 3 : 12, folder).print();
        } finally {
            Files.deleteIfExists(store);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private void print() throws IOException, InterruptedException {
        System.out.println("\n#### Whole processes, without TLS\n");
        System.out.println("| | Angus: s, CPU s | Parley: s, CPU s | time ÷ Angus's | CPU ÷ Angus's |");
        System.out.println("|---|---|---|---|---|");
        List<Row> rows = new ArrayList<>(List.of(
                new Row("1 `Transport.send`", 1, "", Archive.NONE),
                new Row("1 `Transport.send`, AppCDS", 1, "", Archive.CLASSES),
                new Row(MANY + " `Transport.send`", MANY, "", Archive.NONE),
                new Row(MANY + " `Transport.send`, `reuse=10`", MANY, "mail.smtp.reuse=10", Archive.NONE)));
        if (Runtime.version().feature() >= AOT_SINCE) {
            rows.add(2, new Row("1 `Transport.send`, AOT cache", 1, "", Archive.AOT));
        }
        for (Row row : rows) {
            Map<Client, Time> medians = measure(row);
            Time angus = medians.get(Client.ANGUS);
            Time parley = medians.get(Client.PARLEY);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f, %.2f | %.2f, %.2f | **%.2f** | **%.2f** |%n",
                    row.name,
                    angus.wall,
                    angus.cpu,
                    parley.wall,
                    parley.cpu,
                    parley.wall / angus.wall,
                    parley.cpu / angus.cpu);
        }
    }

    private Map<Client, Time> measure(Row row) throws IOException, InterruptedException {
        Map<Client, List<Time>> times = new LinkedHashMap<>();
        times.put(Client.ANGUS, new ArrayList<>());
        times.put(Client.PARLEY, new ArrayList<>());
        if (row.archive != Archive.NONE) {
            for (Client client : times.keySet()) {
                run(client, row, row.archive.make);
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<Client, List<Time>> client : times.entrySet()) {
                client.getValue().add(time(run(client.getKey(), row, row.archive.use)));
            }
        }
        Map<Client, Time> medians = new LinkedHashMap<>();
        times.forEach((client, all) -> medians.put(client, Time.median(all)));
        return medians;
    }

    /**
     * Runs one process.
     *
     * @param option without the name of the archive; empty: none
     * @return its output, which ends with its time
     */
    private String run(Client client, Row row, String option) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT='%R %U %S'; time \"$@\"", "time"));
        command.add(ProcessHandle.current().info().command().orElse("java"));
        if (!option.isEmpty()) {
            command.add(option + folder.resolve(client + "." + row.archive));
        }
        command.addAll(List.of("-cp", classPath(client), FewSends.class.getName(), String.valueOf(row.messages)));
        command.add("mail.smtp.host=localhost");
        command.add("mail.smtp.port=" + port);
        command.add("mail.smtp.localhost=client.example");
        command.add("mail.smtp.quitwait=false");
        command.add("mail.smtp.starttls.enable=false");
        if (client.isParley() && !row.property.isEmpty()) {
            command.add(row.property);
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
        return output;
    }

    private static Time time(String output) {
        String[] seconds = output.strip().split("\\s+");
        int last = seconds.length - 1;
        return new Time(
                Double.parseDouble(seconds[last - 2]),
                Double.parseDouble(seconds[last - 1]) + Double.parseDouble(seconds[last]));
    }

    /** An archive has no classes of folders, so the program is in a jar. */
    private String classPath(Client client) {
        List<String> entries = new ArrayList<>(
                Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator)));
        entries.removeIf(entry -> new File(entry).isDirectory()
                || !client.isParley() && new File(entry).getName().startsWith("parley-"));
        entries.add(0, folder.resolve(PROGRAM).toString());
        return String.join(File.pathSeparator, entries);
    }

    private static void writeProgram(Path jar) throws IOException {
        String name = FewSends.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream in = FewSends.class.getResourceAsStream("/" + name)) {
            out.putNextEntry(new ZipEntry(name));
            in.transferTo(out);
        }
    }
}
