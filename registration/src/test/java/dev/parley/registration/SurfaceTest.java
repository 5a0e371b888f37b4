package dev.parley.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Service;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurfaceTest {
    @Test
    void nothingOfThePresentAngusIsInherited() {
        assertEquals(List.of(), Surface.inherited());
    }

    @Test
    void theCheckSeesWhatIsInherited() {
        assertTrue(Surface.isOverridden(Surface.method(Service.class, "isConnected")));
        assertFalse(Surface.isOverridden(Surface.method(Service.class, "getURLName")));
    }
}
