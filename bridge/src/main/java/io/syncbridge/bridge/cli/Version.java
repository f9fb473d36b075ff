package io.syncbridge.bridge.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code bridgectl --version} says. The build fills {@code version.properties}; the number stands in the pom alone. */
final class Version implements IVersionProvider {

    /** The version of this build, such as {@code 0.1.0}. */
    static String number() {
        return built("version");
    }

    @Override
    public String[] getVersion() {
        String commit = built("commit");
        String known = commit.matches("[0-9a-f]+") ? ", commit " + commit : "";
        return new String[] {
            "bridgectl " + number() + " (JDK " + Runtime.version() + known + ")",
        };
    }

    private static String built(String name) {
        try (InputStream stream = Version.class.getResourceAsStream("/version.properties")) {
            if (stream == null) {
                throw new IllegalStateException("not packed: version.properties; build with Maven");
            }
            Properties properties = new Properties();
            properties.load(stream);
            return properties.getProperty(name, "unknown");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
