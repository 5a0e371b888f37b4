package dev.parley.bench;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The cost of one operation, on average.
 *
 * @param wall nanoseconds
 * @param cpu nanoseconds of the calling thread
 * @param process nanoseconds of CPU of all threads of the process, the compiler and the garbage collector included
 * @param allocated bytes, by the calling thread
 */
record Cost(double wall, double cpu, double process, double allocated) {
    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** CPU time of all threads of this process, in nanoseconds. */
    static long processCpu() {
        return SYSTEM.getProcessCpuTime();
    }

    /** Repeats an operation for at least this time. */
    static Cost of(Callable<?> once, long nanos) throws Exception {
        long thread = Thread.currentThread().getId();
        long allocated = THREADS.getThreadAllocatedBytes(thread);
        long cpu = THREADS.getCurrentThreadCpuTime();
        long process = processCpu();
        long start = System.nanoTime();
        double times = 0;
        do {
            once.call();
            times++;
        } while (System.nanoTime() - start < nanos);
        return new Cost(
                (System.nanoTime() - start) / times,
                (THREADS.getCurrentThreadCpuTime() - cpu) / times,
                (processCpu() - process) / times,
                (THREADS.getThreadAllocatedBytes(thread) - allocated) / times);
    }

    /** The median of each component. */
    static Cost median(List<Cost> costs) {
        return new Cost(
                middle(costs.stream().mapToDouble(Cost::wall).sorted().toArray()),
                middle(costs.stream().mapToDouble(Cost::cpu).sorted().toArray()),
                middle(costs.stream().mapToDouble(Cost::process).sorted().toArray()),
                middle(costs.stream().mapToDouble(Cost::allocated).sorted().toArray()));
    }

    private static double middle(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}
