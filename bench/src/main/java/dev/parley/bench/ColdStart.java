package dev.parley.bench;

import dev.parley.bench.server.Sink;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures fresh JVMs that run {@link FewSends}, from their start to their end, and prints Markdown. The programs take turns
 * in every round, and the median of the rounds counts. Angus Mail runs without Parley on its class path.
 */
public final class ColdStart {
    private static final int MANY = 200;

    private final int port;
    private final int rounds;

    private ColdStart(int port, int rounds) {
        this.port = port;
        this.rounds = rounds;
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

    /** A row of the table: a number of messages, and a property of Parley. */
    private record Row(String name, int messages, String property) {}

    public static void main(String[] args) throws Exception {
        boolean quick = List.of(args).contains("--quick");
        Path folder = Files.createTempDirectory("bench");
        Path store = Sink.store(folder);
        try (Sink sink = Sink.start(folder)) {
            Machine.print();
            new ColdStart(sink.port(), quick ? 3 : 12).print();
        } finally {
            Files.deleteIfExists(store);
            Files.delete(folder);
        }
    }

    private void print() throws IOException, InterruptedException {
        System.out.println("\n#### Whole processes, without TLS\n");
        System.out.println("| | Angus: s, CPU s | Parley: s, CPU s | time ÷ Angus's | CPU ÷ Angus's |");
        System.out.println("|---|---|---|---|---|");
        List<Row> rows = List.of(
                new Row("1 `Transport.send`", 1, ""),
                new Row(MANY + " `Transport.send`", MANY, ""),
                new Row(MANY + " `Transport.send`, `reuse=10`", MANY, "mail.smtp.reuse=10"));
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
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<Client, List<Time>> client : times.entrySet()) {
                client.getValue().add(run(client.getKey(), row));
            }
        }
        Map<Client, Time> medians = new LinkedHashMap<>();
        times.forEach((client, all) -> medians.put(client, Time.median(all)));
        return medians;
    }

    private Time run(Client client, Row row) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT='%R %U %S'; time \"$@\"", "time"));
        command.add(ProcessHandle.current().info().command().orElse("java"));
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
        String[] seconds = output.strip().split(" ");
        return new Time(
                Double.parseDouble(seconds[0]), Double.parseDouble(seconds[1]) + Double.parseDouble(seconds[2]));
    }

    private static String classPath(Client client) {
        List<String> entries = new ArrayList<>(
                Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator)));
        if (!client.isParley()) {
            entries.removeIf(entry -> new File(entry).getName().startsWith("parley-"));
        }
        return String.join(File.pathSeparator, entries);
    }
}
