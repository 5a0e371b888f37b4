package dev.parley.registration.nativeimage;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;

/**
 * Records what the classes of the jars look up by name. {@link LookupAgent} replaces their calls of the JDK by calls of the
 * methods here: the parameters are the object of the call, its arguments, and the class that calls.
 */
public final class Lookups {
    private static final Set<String> RECORDED = new ConcurrentSkipListSet<>();
    private static final String MEMBERS = "members";

    private Lookups() {}

    /** As {@code dev.parley.X looks up class java.net.http.HttpClient}. {@code absent}: it was not found. */
    static Set<String> recorded() {
        return new TreeSet<>(RECORDED);
    }

    private static void record(Class<?> caller, String kind, String name) {
        RECORDED.add(caller.getName() + " looks up " + kind + " " + name);
    }

    private static Class<?> named(String name, boolean initialize, ClassLoader loader, Class<?> caller)
            throws ClassNotFoundException {
        Class<?> found;
        try {
            found = Class.forName(name, initialize, loader);
        } catch (ClassNotFoundException e) {
            record(caller, "absent", name);
            throw e;
        }
        record(caller, "class", name);
        return found;
    }

    private static <T> T file(T found, String name, Class<?> caller) {
        record(caller, found == null ? "absent" : "file", name);
        return found;
    }

    private static String relative(Class<?> type, String name) {
        return name.startsWith("/") ? name.substring(1) : type.getPackageName().replace('.', '/') + "/" + name;
    }

    private static String list(Class<?>[] parameters) {
        Class<?>[] all = parameters == null ? new Class<?>[0] : parameters;
        return Arrays.stream(all).map(Class::getTypeName).collect(Collectors.joining(",", "(", ")"));
    }

    public static Class<?> forName(String name, Class<?> caller) throws ClassNotFoundException {
        return named(name, true, caller.getClassLoader(), caller);
    }

    public static Class<?> forName(String name, boolean initialize, ClassLoader loader, Class<?> caller)
            throws ClassNotFoundException {
        return named(name, initialize, loader, caller);
    }

    public static Class<?> loadClass(ClassLoader loader, String name, Class<?> caller) throws ClassNotFoundException {
        return named(name, false, loader, caller);
    }

    public static Constructor<?> getConstructor(Class<?> type, Class<?>[] parameters, Class<?> caller)
            throws NoSuchMethodException {
        record(caller, "constructor", type.getName() + list(parameters));
        return type.getConstructor(parameters);
    }

    public static Constructor<?> getDeclaredConstructor(Class<?> type, Class<?>[] parameters, Class<?> caller)
            throws NoSuchMethodException {
        record(caller, "constructor", type.getName() + list(parameters));
        return type.getDeclaredConstructor(parameters);
    }

    public static Object newInstance(Class<?> type, Class<?> caller) throws ReflectiveOperationException {
        record(caller, "constructor", type.getName() + "()");
        return type.getConstructor().newInstance();
    }

    public static Method getMethod(Class<?> type, String name, Class<?>[] parameters, Class<?> caller)
            throws NoSuchMethodException {
        record(caller, "method", type.getName() + "." + name + list(parameters));
        return type.getMethod(name, parameters);
    }

    public static Method getDeclaredMethod(Class<?> type, String name, Class<?>[] parameters, Class<?> caller)
            throws NoSuchMethodException {
        record(caller, "method", type.getName() + "." + name + list(parameters));
        return type.getDeclaredMethod(name, parameters);
    }

    public static Method[] getMethods(Class<?> type, Class<?> caller) {
        record(caller, MEMBERS, type.getName());
        return type.getMethods();
    }

    /** None, as in a native image whose metadata does not name them. */
    public static Method[] getDeclaredMethods(Class<?> type, Class<?> caller) {
        record(caller, MEMBERS, type.getName());
        return new Method[0];
    }

    public static Field getField(Class<?> type, String name, Class<?> caller) throws NoSuchFieldException {
        record(caller, MEMBERS, type.getName());
        return type.getField(name);
    }

    public static Field getDeclaredField(Class<?> type, String name, Class<?> caller) throws NoSuchFieldException {
        record(caller, MEMBERS, type.getName());
        return type.getDeclaredField(name);
    }

    public static URL getResource(Class<?> type, String name, Class<?> caller) {
        return file(type.getResource(name), relative(type, name), caller);
    }

    public static InputStream getResourceAsStream(Class<?> type, String name, Class<?> caller) {
        return file(type.getResourceAsStream(name), relative(type, name), caller);
    }

    public static URL getResource(ClassLoader loader, String name, Class<?> caller) {
        return file(loader.getResource(name), name, caller);
    }

    public static InputStream getResourceAsStream(ClassLoader loader, String name, Class<?> caller) {
        return file(loader.getResourceAsStream(name), name, caller);
    }

    public static Enumeration<URL> getResources(ClassLoader loader, String name, Class<?> caller) throws IOException {
        file(loader.getResource(name), name, caller);
        return loader.getResources(name);
    }

    public static URL getSystemResource(String name, Class<?> caller) {
        return file(ClassLoader.getSystemResource(name), name, caller);
    }

    public static Enumeration<URL> getSystemResources(String name, Class<?> caller) throws IOException {
        file(ClassLoader.getSystemResource(name), name, caller);
        return ClassLoader.getSystemResources(name);
    }

    public static <S> ServiceLoader<S> load(Class<S> service, Class<?> caller) {
        record(caller, "service", service.getName());
        return ServiceLoader.load(service);
    }

    public static <S> ServiceLoader<S> load(Class<S> service, ClassLoader loader, Class<?> caller) {
        record(caller, "service", service.getName());
        return ServiceLoader.load(service, loader);
    }
}
