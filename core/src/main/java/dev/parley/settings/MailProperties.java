package dev.parley.settings;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The properties of one protocol, {@code mail.<protocol>.*}, read as Angus Mail reads them: objects and strings both
 * count, {@link Properties} defaults cascade, and an unparsable number is the default.
 */
public final class MailProperties {
    private final String prefix;
    private final Properties properties;
    private final Map<String, String> overrides;

    /** @param protocol the name behind {@code mail.}, for example {@code smtp} */
    public MailProperties(String protocol, Properties properties) {
        this(protocol, properties, Map.of());
    }

    /** @param overrides values that the application has set in code, by the suffix of the property that they override */
    public MailProperties(String protocol, Properties properties, Map<String, String> overrides) {
        this(properties, "mail." + protocol + ".", overrides);
    }

    private MailProperties(Properties properties, String prefix, Map<String, String> overrides) {
        this.prefix = prefix;
        this.properties = properties;
        this.overrides = overrides;
    }

    /** The whole name of a property, as an error message must say it. */
    public String name(String suffix) {
        return prefix + suffix;
    }

    /** A property with its present value, as an error message shows it; for a property whose value is no secret. */
    public String setting(String suffix) {
        return name(suffix) + word(suffix).map(value -> "=" + value).orElse(" is not set");
    }

    public Optional<String> text(String suffix) {
        return Optional.ofNullable(overrides.getOrDefault(suffix, properties.getProperty(name(suffix))));
    }

    /** Whether there is something, which a blank text is not. */
    public boolean isSet(String suffix) {
        Object value = value(suffix);
        return value != null && !(value instanceof String text && text.isBlank());
    }

    /** A text, a number or a truth as it would be written; empty where it is blank or another object. */
    public Optional<String> word(String suffix) {
        return Optional.ofNullable(value(suffix))
                .filter(value -> value instanceof String || value instanceof Number || value instanceof Boolean)
                .map(value -> value.toString().strip())
                .filter(word -> !word.isEmpty());
    }

    /** The same properties for every protocol: {@code mail.} and the suffix. */
    public MailProperties general() {
        return new MailProperties(properties, "mail.", Map.of());
    }

    /**
     * What the application has set for this protocol, by whole names, as it may be shown: of an object its class, of all
     * else what {@link Documented} shows of it.
     *
     * @param users what is shown of a user's name
     */
    public Map<String, String> redacted(UnaryOperator<String> users) {
        Map<String, Object> set = new TreeMap<>(all());
        overrides.forEach((suffix, value) -> set.put(name(suffix), value));
        set.keySet().removeIf(name -> !name.startsWith(prefix));
        Map<String, String> shown = new TreeMap<>();
        set.forEach((name, value) -> shown.put(name, redacted(name.substring(prefix.length()), value, users)));
        return Collections.unmodifiableMap(shown);
    }

    private static String redacted(String suffix, Object value, UnaryOperator<String> users) {
        boolean plain = value instanceof String || value instanceof Number || value instanceof Boolean;
        return plain
                ? Documented.redacted(suffix, value.toString(), users)
                : value.getClass().getName();
    }

    /** The words of a list separated by blanks or commas; empty when the property is not set. */
    public List<String> words(String suffix) {
        return text(suffix).stream()
                .flatMap(value -> Arrays.stream(value.split("[\\s,]+")))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** True or false where the user said one of the two. */
    public Optional<Boolean> choice(String suffix) {
        Object value = value(suffix);
        if (value instanceof Boolean flag) {
            return Optional.of(flag);
        }
        if (value instanceof String word && (word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false"))) {
            return Optional.of(Boolean.valueOf(word));
        }
        return Optional.empty();
    }

    public boolean flag(String suffix, boolean unset) {
        return choice(suffix).orElse(unset);
    }

    /**
     * One of the constants of an enum, by its name in letters of any case; any other word is an error that names the
     * property and all that it may be.
     */
    public <E extends Enum<E>> E constant(String suffix, E unset) {
        String word = word(suffix).orElse(unset.name());
        E[] constants = unset.getDeclaringClass().getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> constant.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name(suffix) + "=" + word + " is none of "
                        + Arrays.stream(constants)
                                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }

    public OptionalInt number(String suffix) {
        Object value = value(suffix);
        if (value instanceof Integer number) {
            return OptionalInt.of(number);
        }
        if (value instanceof String digits) {
            try {
                return OptionalInt.of(
                        digits.startsWith("0x") ? Integer.parseInt(digits.substring(2), 16) : Integer.parseInt(digits));
            } catch (NumberFormatException e) {
                return OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    /**
     * A number within limits.
     *
     * @throws IllegalArgumentException naming the property, when it is set to anything else
     */
    public int within(String suffix, int least, int most, int unset) {
        OptionalInt number = number(suffix);
        if (!isSet(suffix)) {
            return unset;
        }
        if (number.isEmpty() || number.getAsInt() < least || number.getAsInt() > most) {
            throw new IllegalArgumentException(
                    name(suffix) + "=" + value(suffix) + " is no number from " + least + " to " + most);
        }
        return number.getAsInt();
    }

    /** A number above zero; any other is as if it was not set. */
    public OptionalInt positive(String suffix) {
        OptionalInt number = number(suffix);
        return number.orElse(0) > 0 ? number : OptionalInt.empty();
    }

    /** An object put into the properties; one of another type is an error that names the property. */
    public <T> Optional<T> object(String suffix, Class<T> type) {
        Object value = value(suffix);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(name(suffix) + " must hold a " + type.getName() + ", not a "
                    + value.getClass().getName());
        }
        return Optional.of(type.cast(value));
    }

    /**
     * A class by its name, out of the thread's class loader or else our own; one not found is an error.
     *
     * @param wanted what the class is to give, for that error
     */
    public Optional<Class<?>> type(String suffix, Class<?> wanted) {
        Optional<String> named = text(suffix).map(String::strip).filter(name -> !name.isEmpty());
        if (named.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(load(named.get()));
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    name(suffix) + "=" + named.get() + " gives no " + wanted.getSimpleName() + ": no such class", e);
        }
    }

    /** All properties of the application under their whole names, for libraries that look for their own among them. */
    public Map<String, Object> all() {
        Map<String, Object> all = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> all.put(name, properties.getProperty(name)));
        properties.forEach((name, value) -> all.put(String.valueOf(name), value));
        return all;
    }

    /** Where all of these are read from. */
    public Properties source() {
        return properties;
    }

    /** Whether both read the same place, with the same overrides. */
    @Override
    public boolean equals(Object other) {
        return other instanceof MailProperties same
                && prefix.equals(same.prefix)
                && properties == same.properties
                && overrides.equals(same.overrides);
    }

    @Override
    public int hashCode() {
        return prefix.hashCode();
    }

    private static Class<?> load(String className) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            return Class.forName(className, true, context);
        } catch (ClassNotFoundException e) {
            return Class.forName(className);
        }
    }

    private Object value(String suffix) {
        Object value = properties.get(name(suffix));
        return value != null && !overrides.containsKey(suffix)
                ? value
                : text(suffix).orElse(null);
    }
}
