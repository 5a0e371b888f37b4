package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.parley.sieve.SieveStore;
import dev.parley.smtp.SmtpTransport;
import dev.parley.trace.TraceSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * No monitor is held by anything in the published jars: before JDK 24, a virtual thread that waits inside one keeps its
 * carrier.
 */
class MonitorsTest {
    @Test
    void nothingIsSynchronized() throws Exception {
        for (Class<?> jar : List.of(TraceSink.class, SmtpTransport.class, SieveStore.class)) {
            List<Path> classes = new ArrayList<>();
            List<String> found = new ArrayList<>();
            eachClass(jar, file -> {
                classes.add(file);
                found.addAll(monitors(file));
            });
            assertFalse(classes.isEmpty(), jar.getName());
            assertEquals(List.of(), found);
        }
    }

    @Test
    void methodsAndBlocksAreSeen() throws Exception {
        List<String> found = new ArrayList<>();
        eachClass(MonitorsTest.class, file -> {
            if (file.getFileName().toString().equals("MonitorsTest$Synchronized.class")) {
                found.addAll(monitors(file));
            }
        });
        String name = "dev/parley/MonitorsTest$Synchronized.";
        assertEquals(
                List.of(name + "block", name + "method"),
                found.stream().sorted().toList());
    }

    private static final class Synchronized {
        synchronized void method() {}

        void block() {
            synchronized (this) {
                method();
            }
        }
    }

    private interface Visitor {
        void visit(Path file) throws IOException;
    }

    /** Every class file of the jar, or of the folder that becomes one. */
    private static void eachClass(Class<?> inside, Visitor visitor) throws IOException, URISyntaxException {
        URI place = inside.getProtectionDomain().getCodeSource().getLocation().toURI();
        Path path = Path.of(place);
        if (Files.isDirectory(path)) {
            walk(path, visitor);
            return;
        }
        try (FileSystem jar = FileSystems.newFileSystem(path, Map.of())) {
            walk(jar.getPath("/"), visitor);
        }
    }

    private static void walk(Path root, Visitor visitor) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().endsWith(".class")).forEach(file -> {
                try {
                    visitor.visit(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static List<String> monitors(Path file) throws IOException {
        Scan scan = new Scan();
        try (InputStream in = Files.newInputStream(file)) {
            new ClassReader(in).accept(scan, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        }
        return scan.found;
    }

    private static final class Scan extends ClassVisitor {
        private final List<String> found = new ArrayList<>();
        private String owner;

        Scan() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            owner = name;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
                found.add(owner + "." + name);
            }
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitInsn(int opcode) {
                    if (opcode == Opcodes.MONITORENTER) {
                        found.add(owner + "." + name);
                    }
                }
            };
        }
    }
}
