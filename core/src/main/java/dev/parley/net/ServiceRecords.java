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

/** Looks up SRV records in the DNS (RFC 2782). The JDK's JNDI provider sends the query. */
final class ServiceRecords {
    private static final int FIELDS = 4;

    private ServiceRecords() {}

    /**
     * The servers to try, in this order; empty when the domain has no such record, as an IPv6 address has none.
     *
     * @param service for example {@code _sieve._tcp}
     * @param dns the DNS server: {@code dns://server:port}, or {@code dns:} for those that this machine uses
     * @param attempt which the lookup is a part of
     * @throws ServiceRecord.NotOfferedException when the domain declares that it does not have the service
     * @throws IOException when the DNS lookup fails
     * @throws LinkageError when the Java runtime has no module {@code java.naming}
     */
    @SuppressWarnings("unchecked")
    static List<ServiceRecord> find(String service, String domain, String dns, ConnectAttempt attempt)
            throws IOException {
        if (domain.contains(":")) {
            return List.of();
        }
        String name = service + "." + domain;
        List<ServiceRecord> all;
        try {
            all = (List<ServiceRecord>)
                    SharedCall.result(name + " at " + dns, Connector.LOOKUP_THREAD, () -> lookUp(name, dns), attempt);
        } catch (InterruptedIOException e) {
            throw new IOException("the DNS lookup of " + name + " was ended: " + e.getMessage(), e);
        }
        List<ServiceRecord> servers = servers(all);
        if (servers.isEmpty() && !all.isEmpty()) {
            throw new ServiceRecord.NotOfferedException(name);
        }
        return ordered(servers, RandomGenerator.getDefault());
    }

    private static List<ServiceRecord> lookUp(String name, String dns) throws IOException {
        try {
            return query(name, dns);
        } catch (NameNotFoundException e) {
            return List.of();
        } catch (NamingException | IllegalArgumentException e) {
            throw new IOException("the DNS lookup of " + name + " failed: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("BanJNDI") // The context factory of the DNS returns texts and deserializes nothing.
    private static List<ServiceRecord> query(String name, String dns) throws NamingException {
        Hashtable<String, String> settings = new Hashtable<>();
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        settings.put(Context.PROVIDER_URL, dns);
        settings.put("com.sun.jndi.dns.timeout.initial", "2000");
        settings.put("com.sun.jndi.dns.timeout.retries", "3");
        InitialDirContext resolver = new InitialDirContext(settings);
        try {
            List<ServiceRecord> services = new ArrayList<>();
            Attribute records =
                    resolver.getAttributes(name, new String[] {"SRV"}).get("SRV");
            if (records != null) {
                NamingEnumeration<?> each = records.getAll();
                while (each.hasMore()) {
                    services.add(record(name, String.valueOf(each.next())));
                }
            }
            return services;
        } finally {
            resolver.close();
        }
    }

    private static ServiceRecord record(String name, String text) {
        StringTokenizer tokens = new StringTokenizer(text, " ");
        if (tokens.countTokens() != FIELDS) {
            throw new IllegalArgumentException("not an SRV record: " + text);
        }
        int priority = Integer.parseInt(tokens.nextToken());
        int weight = Integer.parseInt(tokens.nextToken());
        int port = Integer.parseInt(tokens.nextToken());
        String target = tokens.nextToken();
        String host = target.endsWith(".") ? target.substring(0, target.length() - 1) : target;
        return new ServiceRecord(name, priority, weight, new Endpoint(host, port));
    }

    /** Without those whose target is ".". An empty host would be this machine. */
    private static List<ServiceRecord> servers(List<ServiceRecord> records) {
        List<ServiceRecord> servers = new ArrayList<>();
        for (ServiceRecord each : records) {
            if (!each.target().host().isEmpty()) {
                servers.add(each);
            }
        }
        return servers;
    }

    /** By priority; in random order by weight where the priority is the same (RFC 2782, "Weight" and "Usage rules"). */
    static List<ServiceRecord> ordered(List<ServiceRecord> records, RandomGenerator random) {
        List<ServiceRecord> left = new ArrayList<>(records);
        Collections.sort(left);
        List<ServiceRecord> order = new ArrayList<>();
        while (!left.isEmpty()) {
            int priority = left.get(0).priority();
            List<ServiceRecord> equals = new ArrayList<>();
            for (ServiceRecord each : left) {
                if (each.priority() == priority) {
                    // Those with weight 0 come first: otherwise they would never be chosen before another one.
                    equals.add(each.weight() == 0 ? 0 : equals.size(), each);
                }
            }
            ServiceRecord chosen = chosen(equals, random);
            left.remove(chosen);
            order.add(chosen);
        }
        return order;
    }

    private static ServiceRecord chosen(List<ServiceRecord> equals, RandomGenerator random) {
        int sum = 0;
        for (ServiceRecord each : equals) {
            sum += each.weight();
        }
        int rest = random.nextInt(1 + sum);
        for (ServiceRecord each : equals) {
            rest -= each.weight();
            if (rest <= 0) {
                return each;
            }
        }
        return equals.get(equals.size() - 1);
    }
}
