package dev.parley.smtp.connection;

import dev.parley.wire.Text;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The argument of EHLO: a domain, or an address literal where the machine has none (RFC 5321 s4.1.4). */
final class LocalName {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** As long as the JDK keeps the name: otherwise each connect would start a thread for the lookup. */
    private static final Duration LIFETIME = Duration.ofSeconds(5);

    private static volatile LookUp last; // null: none

    private LocalName() {}

    static String of(InetAddress linkEnd) {
        String name = machine(last);
        return isDomain(name) ? name : literal(linkEnd);
    }

    /**
     * The machine's own name; empty when looking it up, perhaps in DNS, takes too long.
     *
     * @param earlier the last look-up, which may still be running; null: none
     */
    static String machine(LookUp earlier) {
        LookUp lookUp = earlier;
        if (lookUp == null || lookUp.isOld()) {
            lookUp = new LookUp();
            lookUp.start();
            last = lookUp;
        }
        await(lookUp, System.nanoTime() + PATIENCE.toNanos());
        return lookUp.name;
    }

    /** The name does not depend on an interrupt, which is for the application's own waits. */
    private static void await(Thread thread, long until) {
        boolean interrupted = false;
        for (long rest = PATIENCE.toNanos(); thread.isAlive() && rest > 0; rest = until - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, rest);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** RFC 5321 s4.1.2: labels of ASCII letters, digits and inner hyphens. */
    private static boolean isDomain(String name) {
        int start = 0;
        for (int end = 0; end <= name.length(); end++) {
            if (end == name.length() || name.charAt(end) == '.') {
                if (!isLabel(name, start, end)) {
                    return false;
                }
                start = end + 1;
            }
        }
        return true;
    }

    private static boolean isLabel(String name, int start, int end) {
        for (int i = start; i < end; i++) {
            boolean inner = i > start && i < end - 1;
            if (!Text.isAlphanumeric(name.charAt(i)) && !(inner && name.charAt(i) == '-')) {
                return false;
            }
        }
        return end > start;
    }

    /** RFC 5321 s4.1.3. */
    static String literal(InetAddress address) {
        String scoped = address.getHostAddress();
        String text = scoped.contains("%") ? scoped.substring(0, scoped.indexOf('%')) : scoped;
        return address instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
    }

    static final class LookUp extends Thread {
        private volatile String name = "";
        private volatile long end; // System.nanoTime, where it has ended

        LookUp() {
            super("parley-local-name");
            setDaemon(true);
            setContextClassLoader(null);
        }

        @Override
        public void run() {
            try {
                name = InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                // The name stays empty.
            } finally {
                end = System.nanoTime();
            }
        }

        boolean isOld() {
            return !isAlive() && System.nanoTime() - end > LIFETIME.toNanos();
        }
    }
}
