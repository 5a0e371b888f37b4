package dev.parley.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.StringTokenizer;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The properties of one protocol, {@code mail.<protocol>.*}, read as Angus Mail reads them: as objects or strings, with
 * the defaults of {@link Properties}; an unparsable number is ignored.
 */
public final class MailProperties {
    /** The whole names by prefix and suffix: the same are read for each connection and each message. */
    private static final Map<String, Map<String, String>> NAMES = new ConcurrentHashMap<>();

    private static final int MOST_NAMES = 1000;
    private static final int MOST_OF_CLASS_NAME = 255;

    private final String prefix;
    private final Map<String, String> names;
    private final Properties properties;
    private final Map<String, String> overrides;

    /** @param protocol the name after {@code mail.}, for example {@code smtp} */
    public MailProperties(String protocol, Properties properties) {
        this(protocol, properties, Map.of());
    }

    /** @param overrides values that the application has set in code, by the suffix of the property that they override */
    public MailProperties(String protocol, Properties properties, Map<String, String> overrides) {
        this(properties, "mail." + protocol + ".", overrides);
    }

    private MailProperties(Properties properties, String prefix, Map<String, String> overrides) {
        this.prefix = prefix;
        this.names = names(prefix);
        this.properties = properties;
        this.overrides = overrides;
    }

    /** The protocol, for example {@code smtp}. */
    public String protocol() {
        return prefix.substring(prefix.indexOf('.') + 1, prefix.length() - 1);
    }

    /** The whole name of a property, for error messages. */
    public String name(String suffix) {
        String known = names.get(suffix);
        if (known != null) {
            return known;
        }
        String name = prefix + suffix;
        if (names.size() < MOST_NAMES) {
            names.put(suffix, name);
        }
        return name;
    }

    private static Map<String, String> names(String prefix) {
        Map<String, String> names = NAMES.get(prefix);
        if (names == null) {
            names = new ConcurrentHashMap<>();
            if (NAMES.size() < MOST_NAMES) {
                NAMES.put(prefix, names);
            }
        }
        return names;
    }

    /** A property with its present value, for error messages; only for a property whose value is not secret. */
    public String setting(String suffix) {
        Optional<String> word = word(suffix);
        return name(suffix) + (word.isPresent() ? "=" + word.get() : " is not set");
    }

    /** The same properties with other values for some of them, by suffix. */
    public MailProperties with(Map<String, String> others) {
        Map<String, String> all = new HashMap<>(overrides);
        all.putAll(others);
        return new MailProperties(properties, prefix, all);
    }

    /**
     * A text that becomes a part of a command line; empty where it is blank. Blanks in it are allowed: a caller for whom
     * they would begin another parameter rejects them.
     *
     * @throws IllegalArgumentException naming the property, where it contains a control character
     */
    public Optional<String> commandText(String suffix) {
        String text = text(suffix).orElse("");
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) == 0x7f) {
                throw new IllegalArgumentException(name(suffix) + " contains a control character");
            }
        }
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    public Optional<String> text(String suffix) {
        return Optional.ofNullable(overrides.getOrDefault(suffix, properties.getProperty(name(suffix))));
    }

    /** Whether there is a value, also a blank text. */
    public boolean has(String suffix) {
        return value(suffix) != null;
    }

    /** Whether there is a value that is not a blank text. */
    public boolean isSet(String suffix) {
        Object value = value(suffix);
        return value != null && !(value instanceof String text && text.isBlank());
    }

    /** A text, number or boolean as text; empty where it is blank or another object. */
    public Optional<String> word(String suffix) {
        Object value = value(suffix);
        return ShownProperties.isPlain(value) && !value.toString().isBlank()
                ? Optional.of(value.toString().strip())
                : Optional.empty();
    }

    /** The properties without a protocol: {@code mail.} and the suffix. */
    public MailProperties general() {
        return new MailProperties(properties, "mail.", Map.of());
    }

    /**
     * The properties that the application has set for this protocol, by their whole names, as a trace may show them: an
     * object as its class, any other value as {@link Documented} shows it. The values are those of this moment; their
     * texts are made when the map is read.
     *
     * @param userMark replaces the name of a user; null: the name is shown
     */
    public Map<String, String> shown(String userMark) {
        List<Object> set = new ArrayList<>();
        for (String name : properties.stringPropertyNames()) {
            add(name, properties.getProperty(name), set);
        }
        for (Map.Entry<Object, Object> property : properties.entrySet()) {
            if (!(property.getKey() instanceof String && property.getValue() instanceof String)) {
                add(String.valueOf(property.getKey()), property.getValue(), set);
            }
        }
        for (Map.Entry<String, String> override : overrides.entrySet()) {
            add(name(override.getKey()), override.getValue(), set);
        }
        return new ShownProperties(prefix, set, userMark);
    }

    /** Another thread may have removed the property meanwhile: then there is no value. */
    private void add(String name, Object value, List<Object> set) {
        if (name.startsWith(prefix) && value != null) {
            set.add(name);
            set.add(value);
        }
    }

    /** The words of a list separated by white space or commas; empty when the property is not set. */
    public List<String> words(String suffix) {
        return split(text(suffix).orElse(""));
    }

    /** The words of a list separated by white space or commas. */
    public static List<String> split(String list) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(list, ", \t\n\u000b\f\r");
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return List.copyOf(words);
    }

    /** True or false; empty where the property is neither. */
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
     * One of the constants of an enum, by its name, ignoring case.
     *
     * @throws IllegalArgumentException naming the property and the constants, when the word is not one of them
     */
    public <E extends Enum<E>> E constant(String suffix, E unset) {
        String word = word(suffix).orElse(null);
        if (word == null) {
            return unset;
        }
        E[] constants = unset.getDeclaringClass().getEnumConstants();
        for (E constant : constants) {
            if (constant.name().equalsIgnoreCase(word)) {
                return constant;
            }
        }
        List<String> names = new ArrayList<>();
        for (E constant : constants) {
            names.add(constant.name().toLowerCase(Locale.ROOT));
        }
        throw new IllegalArgumentException(name(suffix) + "=" + word + " is not one of " + String.join(", ", names));
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
     * A number from {@code least} to {@code most}.
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
                    name(suffix) + "=" + value(suffix) + " is not a number from " + least + " to " + most);
        }
        return number.getAsInt();
    }

    /** A number above zero; empty where the property is not one. */
    public OptionalInt positive(String suffix) {
        OptionalInt number = number(suffix);
        return number.orElse(0) > 0 ? number : OptionalInt.empty();
    }

    /**
     * An object that the application has put into the properties.
     *
     * @throws IllegalArgumentException naming the property, when the object has another type
     */
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
     * A class by its name, from the thread's context class loader, or else from Parley's own.
     *
     * @param wanted the type that the class must provide, for the error message
     * @throws IllegalArgumentException naming the property, when there is no such class
     */
    public Optional<Class<?>> type(String suffix, Class<?> wanted) {
        String className = text(suffix).orElse("").strip();
        if (className.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(load(className));
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    name(suffix) + "=" + className + " cannot be used as " + wanted.getSimpleName()
                            + ": there is no such class",
                    e);
        }
    }

    /**
     * Whether a text may be the name of a class: Java identifiers with dots between them. Any other may be a secret that
     * belongs to another property.
     */
    public static boolean isClassName(String text) {
        boolean begins = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (begins ? !Character.isJavaIdentifierStart(c) : c != '.' && !Character.isJavaIdentifierPart(c)) {
                return false;
            }
            begins = c == '.';
        }
        return !begins && text.indexOf('.') >= 0 && text.length() <= MOST_OF_CLASS_NAME;
    }

    /** All properties of the application under their whole names, as a new map: for libraries that read their own. */
    public Map<String, Object> all() {
        Map<String, Object> all = new HashMap<>();
        for (String name : properties.stringPropertyNames()) {
            all.put(name, properties.getProperty(name));
        }
        for (Map.Entry<Object, Object> property : properties.entrySet()) {
            all.put(String.valueOf(property.getKey()), property.getValue());
        }
        return all;
    }

    /** The application's properties. */
    public Properties source() {
        return properties;
    }

    /** Whether both read the same object, with the same overrides. */
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
        String override = overrides.get(suffix);
        if (override != null) {
            return override;
        }
        String name = name(suffix);
        Object value = properties.get(name);
        return value == null ? properties.getProperty(name) : value;
    }
}
