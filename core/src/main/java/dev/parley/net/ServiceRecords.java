package dev.parley.net;

import dev.parley.settings.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/** Where a domain says that a service of its is (SRV, RFC 2782), asked of the DNS by the JDK. */
public final class ServiceRecords {
    private static final int FIELDS = 4;

    private ServiceRecords() {}

    private record Service(int priority, int weight, Endpoint target) {}

    /**
     * The places to try, in this order; empty when the domain names none.
     *
     * @param service for example {@code _sieve._tcp}
     * @param dns whom to ask: {@code dns://server:port}, or {@code dns:} for the servers of this machine
     * @throws IOException when nobody can be asked, or the domain says that it does not have the service
     * @throws LinkageError when the Java runtime has no module {@code java.naming}
     */
    public static List<Endpoint> find(String service, String domain, String dns) throws IOException {
        String name = service + "." + domain;
        try {
            List<Service> services = ask(name, dns);
            if (services.size() == 1 && services.get(0).target().host().isEmpty()) {
                throw new IOException("the DNS says of " + name + " that there is no such service");
            }
            return ordered(services, RandomGenerator.getDefault());
        } catch (NameNotFoundException e) {
            return List.of();
        } catch (NamingException | IllegalArgumentException e) {
            throw new IOException("the DNS does not answer where " + name + " is: " + e.getMessage(), e);
        }
    }

    private static List<Service> ask(String name, String dns) throws NamingException {
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
        String[] fields = record.split(" ");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not a record of a service: " + record);
        }
        String host = fields[3].endsWith(".") ? fields[3].substring(0, fields[3].length() - 1) : fields[3];
        return new Service(
                Integer.parseInt(fields[0]),
                Integer.parseInt(fields[1]),
                new Endpoint(host, Integer.parseInt(fields[2])));
    }

    /** By priority; among equals by chance, where weight counts (RFC 2782, "Usage rules"). */
    private static List<Endpoint> ordered(List<Service> services, RandomGenerator random) {
        List<Service> left = new ArrayList<>(services);
        left.sort(Comparator.comparingInt(Service::priority));
        List<Endpoint> order = new ArrayList<>();
        while (!left.isEmpty()) {
            int priority = left.get(0).priority();
            List<Service> equals = left.stream()
                    .filter(service -> service.priority() == priority)
                    .toList();
            Service chosen = chosen(equals, random);
            left.remove(chosen);
            order.add(chosen.target());
        }
        return order;
    }

    private static Service chosen(List<Service> equals, RandomGenerator random) {
        int rest = random.nextInt(1 + equals.stream().mapToInt(Service::weight).sum());
        for (Service service : equals) {
            rest -= service.weight();
            if (rest <= 0) {
                return service;
            }
        }
        return equals.get(equals.size() - 1);
    }
}
