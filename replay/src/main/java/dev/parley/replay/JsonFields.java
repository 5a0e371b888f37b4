package dev.parley.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of one object: strings, integers, booleans, lists of strings and maps of strings. Others are ignored. */
final class JsonFields {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private JsonFields() {}

    static JsonFields of(String line) throws IOException {
        JsonFields read = new JsonFields();
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                readValue(json, json.nextToken()).ifPresent(value -> read.fields.put(name, value));
            }
        }
        return read;
    }

    private static Optional<Object> readValue(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> Optional.of(json.getText());
            case VALUE_NUMBER_INT -> Optional.of(json.getLongValue());
            case VALUE_TRUE -> Optional.of(true);
            case VALUE_FALSE -> Optional.of(false);
            case START_ARRAY -> Optional.of(readList(json));
            case START_OBJECT -> Optional.of(readMap(json));
            default -> Optional.empty();
        };
    }

    private static List<String> readList(JsonParser json) throws IOException {
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(json.getText());
            json.skipChildren();
        }
        return List.copyOf(texts);
    }

    private static Map<String, String> readMap(JsonParser json) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            texts.put(name, json.getText());
            json.skipChildren();
        }
        return Map.copyOf(texts);
    }

    String text(String name) {
        return field(name, String.class);
    }

    Optional<String> optionalText(String name) {
        return fields.containsKey(name) ? Optional.of(text(name)) : Optional.empty();
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    long number(String name) {
        return field(name, Long.class);
    }

    int integer(String name) {
        return Math.toIntExact(number(name));
    }

    boolean flag(String name) {
        return field(name, Boolean.class);
    }

    @SuppressWarnings("unchecked") // Only readList() creates a list.
    List<String> list(String name) {
        return field(name, List.class);
    }

    @SuppressWarnings("unchecked") // Only readMap() creates a map.
    Map<String, String> map(String name) {
        return field(name, Map.class);
    }

    private <T> T field(String name, Class<T> type) {
        Object value = fields.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "the field " + name + (value == null ? " is missing" : " has a value of the wrong type"));
        }
        return type.cast(value);
    }
}
