package dev.parley.registration;

import java.io.File;
import java.util.List;

/** Where Parley's jars are, seen from Jakarta Mail. */
enum Layout {
    FIRST("first") {
        @Override
        List<String> java(String mail, String parley, String probe) {
            return List.of("-cp", path(probe, parley, mail), PROBE, "rendering");
        }
    },
    LAST("last") {
        @Override
        List<String> java(String mail, String parley, String probe) {
            return List.of("-cp", path(probe, mail, parley), PROBE);
        }
    },
    MODULES("module") {
        @Override
        List<String> java(String mail, String parley, String probe) {
            String ours = "dev.parley.smtp,dev.parley.sieve,dev.parley.replay";
            return List.of("-p", path(mail, parley), "--add-modules", ours, "-cp", probe, PROBE, "rendering");
        }
    },
    CHILD("application") {
        @Override
        List<String> java(String mail, String parley, String probe) {
            return webApplication(mail, parley, probe, "child", "");
        }
    },
    CHILD_AUTHENTICATOR("application + Authenticator") {
        @Override
        List<String> java(String mail, String parley, String probe) {
            return webApplication(mail, parley, probe, "child", "authenticator");
        }
    },
    PARENT("server") {
        @Override
        List<String> java(String mail, String parley, String probe) {
            return webApplication(mail, parley, probe, "parent", "");
        }
    },
    PARENT_AUTHENTICATOR("server + Authenticator") {
        @Override
        List<String> java(String mail, String parley, String probe) {
            return webApplication(mail, parley, probe, "parent", "authenticator");
        }
    };

    private static final String PROBE = Probe.class.getName();

    final String title;

    Layout(String title) {
        this.title = title;
    }

    /** The arguments of a JVM that runs the probe so, each parameter a path. */
    abstract List<String> java(String mail, String parley, String probe);

    private static List<String> webApplication(
            String mail, String parley, String probe, String context, String authenticator) {
        return List.of("-cp", probe, WebApplication.class.getName(), mail, path(probe, parley), context, authenticator);
    }

    private static String path(String... parts) {
        return String.join(File.pathSeparator, parts);
    }
}
