package dev.parley.net;

import dev.parley.settings.Endpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.StringTokenizer;
import java.util.random.RandomGenerator;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/** Looks up the servers of a service in the DNS (SRV records, RFC 2782). The JDK's JNDI provider sends the query. */
public final class ServiceRecords {
    private static final int FIELDS = 4;

    private ServiceRecords() {}

    private record Service(int priority, int weight, Endpoint target) implements Comparable<Service> {
        @Override
        public int compareTo(Service other) {
            return Integer.compare(priority, other.priority);
        }
    }

    /**
     * The servers to try, in this order; empty when the domain has no such record.
     *
     * @param service for example {@code _sieve._tcp}
     * @param dns the DNS server: {@code dns://server:port}, or {@code dns:} for those that this machine uses
     * @param attempt which the lookup is a part of
     * @throws IOException when the DNS lookup fails, or the record declares that the domain does not have the service
     * @throws LinkageError when the Java runtime has no module {@code java.naming}
     */
    @SuppressWarnings("unchecked")
    public static List<Endpoint> find(String service, String domain, String dns, ConnectAttempt attempt)
            throws IOException {
        String name = service + "." + domain;
        try {
            return (List<Endpoint>) NameLookup.find(name + " at " + dns, () -> find(name, dns), attempt);
        } catch (InterruptedIOException e) {
            throw new IOException("the DNS lookup of " + name + " was ended: " + e.getMessage(), e);
        }
    }

    private static List<Endpoint> find(String name, String dns) throws IOException {
        try {
            List<Service> services = query(name, dns);
            if (services.size() == 1 && services.get(0).target().host().isEmpty()) {
                throw new IOException("the SRV record of " + name + " declares that the service does not exist");
            }
            return ordered(services, RandomGenerator.getDefault());
        } catch (NameNotFoundException e) {
            return List.of();
        } catch (NamingException | IllegalArgumentException e) {
            throw new IOException("the DNS lookup of " + name + " failed: " + e.getMessage(), e);
        }
    }

    private static List<Service> query(String name, String dns) throws NamingException {
        Hashtable<String, String> settings = new Hashtable<>();
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        settings.put(Context.PROVIDER_URL, dns);
        settings.put("com.sun.jndi.dns.timeout.initial", "2000");
        settings.put("com.sun.jndi.dns.timeout.retries", "3");
        InitialDirContext resolver = new InitialDirContext(settings);
        try {
            List<Service> services = new ArrayList<>();
            Attribute records =
                    resolver.getAttributes(name, new String[] {"SRV"}).get("SRV");
            if (records != null) {
                NamingEnumeration<?> each = records.getAll();
                while (each.hasMore()) {
                    services.add(service(String.valueOf(each.next())));
                }
            }
            return services;
        } finally {
            resolver.close();
        }
    }

    private static Service service(String record) {
        StringTokenizer tokens = new StringTokenizer(record, " ");
        if (tokens.countTokens() != FIELDS) {
            throw new IllegalArgumentException("not an SRV record: " + record);
        }
        int priority = Integer.parseInt(tokens.nextToken());
        int weight = Integer.parseInt(tokens.nextToken());
        int port = Integer.parseInt(tokens.nextToken());
        String target = tokens.nextToken();
        String host = target.endsWith(".") ? target.substring(0, target.length() - 1) : target;
        return new Service(priority, weight, new Endpoint(host, port));
    }

    /** By priority; in random order by weight where the priority is the same (RFC 2782, "Usage rules"). */
    private static List<Endpoint> ordered(List<Service> services, RandomGenerator random) {
        List<Service> left = new ArrayList<>(services);
        Collections.sort(left);
        List<Endpoint> order = new ArrayList<>();
        while (!left.isEmpty()) {
            int priority = left.get(0).priority();
            List<Service> equals = new ArrayList<>();
            for (Service service : left) {
                if (service.priority() == priority) {
                    equals.add(service);
                }
            }
            Service chosen = chosen(equals, random);
            left.remove(chosen);
            order.add(chosen.target());
        }
        return order;
    }

    private static Service chosen(List<Service> equals, RandomGenerator random) {
        int sum = 0;
        for (Service service : equals) {
            sum += service.weight();
        }
        int rest = random.nextInt(1 + sum);
        for (Service service : equals) {
            rest -= service.weight();
            if (rest <= 0) {
                return service;
            }
        }
        return equals.get(equals.size() - 1);
    }
}
