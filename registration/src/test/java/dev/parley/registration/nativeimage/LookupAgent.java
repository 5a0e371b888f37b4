package dev.parley.registration.nativeimage;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** A Java agent: the classes of the jars call {@link Lookups} where they would call the same method of the JDK. */
public final class LookupAgent implements ClassFileTransformer {
    private static final String OWN = "dev/parley/registration/";
    private static final String PROXIES = "jdk/proxy";
    private static final String CALLER = "Ljava/lang/Class;)";
    private static final Set<String> REPLACED = Arrays.stream(Lookups.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(LookupAgent::signature)
            .collect(Collectors.toSet());

    private LookupAgent() {}

    public static void premain(String arguments, Instrumentation instrumentation) {
        instrumentation.addTransformer(new LookupAgent());
    }

    private static String signature(Method method) {
        return method.getName() + Type.getMethodDescriptor(method);
    }

    /** Classes of the JDK are those of other class loaders. */
    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] octets) {
        if (loader != ClassLoader.getSystemClassLoader() || name.startsWith(OWN) || name.startsWith(PROXIES)) {
            return null; // Not changed.
        }
        ClassReader reader = new ClassReader(octets);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Replacement(writer, Type.getObjectType(name)), 0);
        return writer.toByteArray();
    }

    private static final class Replacement extends ClassVisitor {
        private final Type caller;

        Replacement(ClassWriter writer, Type caller) {
            super(Opcodes.ASM9, writer);
            this.caller = caller;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
            return new MethodVisitor(Opcodes.ASM9, method) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                    String object = opcode == Opcodes.INVOKESTATIC ? "(" : "(L" + owner + ";";
                    String replacement = object + type.substring(1).replace(")", CALLER);
                    if (REPLACED.contains(called + replacement)) {
                        visitLdcInsn(caller);
                        super.visitMethodInsn(
                                Opcodes.INVOKESTATIC, Type.getInternalName(Lookups.class), called, replacement, false);
                    } else {
                        super.visitMethodInsn(opcode, owner, called, type, isInterface);
                    }
                }
            };
        }
    }
}
