package dev.parley.bench;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What a message costs.
 *
 * @param wall nanoseconds
 * @param cpu nanoseconds
 * @param allocated octets
 */
record Cost(double wall, double cpu, double allocated) {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Does something again and again, at least so long, and sees what this thread spends on it. */
    static Cost of(Callable<?> once, long nanos) throws Exception {
        long thread = Thread.currentThread().getId();
        long allocated = THREADS.getThreadAllocatedBytes(thread);
        long cpu = THREADS.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        double times = 0;
        do {
            once.call();
            times++;
        } while (System.nanoTime() - start < nanos);
        return new Cost(
                (System.nanoTime() - start) / times,
                (THREADS.getCurrentThreadCpuTime() - cpu) / times,
                (THREADS.getThreadAllocatedBytes(thread) - allocated) / times);
    }

    /** The middle of each. */
    static Cost median(List<Cost> costs) {
        return new Cost(
                middle(costs.stream().mapToDouble(Cost::wall).sorted().toArray()),
                middle(costs.stream().mapToDouble(Cost::cpu).sorted().toArray()),
                middle(costs.stream().mapToDouble(Cost::allocated).sorted().toArray()));
    }

    private static double middle(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}
