package dev.parley.registration.nativeimage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The calls in the classes of a jar that find a class, a member or a file by its name, or that need other metadata of
 * native-image. Reads the bytecode; method references are calls, too.
 */
final class CallScan extends ClassVisitor {
    /** The methods of a class of the JDK that are searched for. A subclass of it may be the owner of the call. */
    private static final Map<String, Pattern> SEARCHED = Map.ofEntries(
            methods(
                    "java/lang/Class",
                    "forName|newInstance|getResource.*|get(Declared)?(Constructor|Method|Field|Classe)s?"
                            + "|getRecordComponents|getNestMembers|getPermittedSubclasses"),
            methods("java/lang/ClassLoader", "loadClass|findClass|defineClass|get(System)?Resource.*|resources"),
            methods("java/net/URLClassLoader", ".*"),
            methods("java/lang/Module", "getResource.*"),
            methods("java/lang/Thread", "getContextClassLoader"),
            methods("java/lang/System", "load|loadLibrary"),
            methods("java/lang/Runtime", "load|loadLibrary"),
            methods("java/lang/reflect/Array", "newInstance"),
            methods("java/lang/reflect/Proxy", "newProxyInstance|getProxyClass"),
            methods("java/lang/invoke/MethodHandles", ".*"),
            methods("java/lang/invoke/MethodHandles$Lookup", ".*"),
            methods("java/util/ServiceLoader", "load.*"),
            methods("java/util/ResourceBundle", "getBundle"),
            methods("java/util/concurrent/atomic/AtomicIntegerFieldUpdater", "newUpdater"),
            methods("java/util/concurrent/atomic/AtomicLongFieldUpdater", "newUpdater"),
            methods("java/util/concurrent/atomic/AtomicReferenceFieldUpdater", "newUpdater"),
            methods("java/io/ObjectInputStream", "<init>"),
            methods("java/io/ObjectOutputStream", "<init>"),
            methods("java/net/URL", "<init>|of"),
            methods("java/net/URI", "toURL"),
            methods("javax/naming/InitialContext", "<init>"),
            methods("javax/naming/directory/InitialDirContext", "<init>"),
            methods("javax/naming/ldap/InitialLdapContext", "<init>"),
            methods("javax/naming/spi/NamingManager", ".*"),
            methods("javax/security/sasl/Sasl", "create.*"),
            methods("sun/misc/Unsafe", ".*"));

    private final Set<String> found = new TreeSet<>();
    private String scanned;

    private CallScan() {
        super(Opcodes.ASM9);
    }

    private static Map.Entry<String, Pattern> methods(String owner, String names) {
        return Map.entry(owner, Pattern.compile(names));
    }

    /** As {@code dev.parley.trace.face.Page.resource Class.getResourceAsStream}, sorted. */
    static Set<String> of(Path jar) throws IOException {
        CallScan scan = new CallScan();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".class")) {
                    try (InputStream in = file.getInputStream(entry)) {
                        scan.read(in);
                    }
                }
            }
        }
        return scan.found;
    }

    /** The same for one class, which is read from the class path. */
    static Set<String> of(Class<?> type) throws IOException {
        CallScan scan = new CallScan();
        try (InputStream in = type.getResourceAsStream(type.getName().replaceAll(".*\\.", "") + ".class")) {
            scan.read(in);
        }
        return scan.found;
    }

    private void read(InputStream in) throws IOException {
        new ClassReader(in).accept(this, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    @Override
    public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
        scanned = name.replace('/', '.');
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        String caller = scanned + "." + name;
        if ((access & Opcodes.ACC_NATIVE) != 0) {
            found.add(caller + " native");
        }
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                add(owner, called);
            }

            @Override
            public void visitInvokeDynamicInsn(String called, String type, Handle bootstrap, Object... arguments) {
                for (Object argument : arguments) {
                    if (argument instanceof Handle handle) {
                        add(handle.getOwner(), handle.getName());
                    }
                }
            }

            private void add(String owner, String called) {
                Pattern searched = SEARCHED.get(owner);
                if (searched != null && searched.matcher(called).matches()) {
                    found.add(caller + " " + owner.replaceAll(".*/", "") + "." + called);
                }
            }
        };
    }
}
