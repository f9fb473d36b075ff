package io.syncbridge.bridge.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration file that settings are written into. What stands there stays as it is: comments, order, blank lines. A
 * setting that is there gets its new value on its own line, one that is not goes to the end.
 */
public final class ConfigFile {
    private static final Pattern LINE = Pattern.compile("^([A-Za-z0-9_]+)(\\s*:)(?:\\s+(.*))?$");
    private static final Pattern QUOTED = Pattern.compile("^(?:'(?:[^']|'')*'|\"(?:[^\"\\\\]|\\\\.)*\")");
    private static final Pattern COMMENT = Pattern.compile("\\s+#.*$");
    private static final String HEAD = "# Written by ./bridgectl setup";

    private final Path path;

    /** The file of this name. */
    public ConfigFile(Path path) {
        this.path = path;
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** True when settings can be written into it: it is there, may be changed, and has a line for each setting. */
    public boolean isWritable() {
        if (!Files.isRegularFile(path) || !Files.isWritable(path)) {
            return false;
        }
        try {
            return Files.readAllLines(path).stream().noneMatch(line -> line.startsWith("{"));
        } catch (IOException unreadable) {
            return false;
        }
    }

    /**
     * Writes settings by their lower-case names, all or none.
     *
     * @throws IOException when the file cannot be written, or is laid out in a way that cannot be edited line by line;
     *     nothing was changed then. The message names the file, never a value
     */
    public void set(Map<String, String> settings) throws IOException {
        Path real = path.toRealPath();
        List<String> lines = new ArrayList<>(Files.readAllLines(real));
        List<String> added = new ArrayList<>();
        settings.forEach((name, value) -> {
            if (!replaced(lines, name, value)) {
                added.add(line(name, value));
            }
        });
        if (!added.isEmpty()) {
            if (!lines.contains(HEAD)) {
                lines.add("");
                lines.add(HEAD);
            }
            lines.addAll(added);
        }
        Path fresh = Files.createTempFile(real.toAbsolutePath().getParent(), ".bridge-", ".yaml");
        try {
            Files.write(fresh, lines);
            check(Settings.of(real, Map.of()), Settings.of(fresh, Map.of()), settings);
            keepRights(real, fresh);
            Files.move(fresh, real, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** A line of the file for this setting. */
    public static String line(String name, String value) {
        return name + ": " + quoted(value);
    }

    private static boolean replaced(List<String> lines, String name, String value) {
        for (int i = 0; i < lines.size(); i++) {
            Matcher line = LINE.matcher(lines.get(i));
            if (line.matches() && line.group(1).toLowerCase(Locale.ROOT).equals(name)) {
                String old = line.group(3) == null ? "" : line.group(3);
                Matcher comment = COMMENT.matcher(old.startsWith("#") ? " " + old : unquotedTail(old));
                lines.set(
                        i,
                        line.group(1) + line.group(2) + " " + quoted(value) + (comment.find() ? comment.group() : ""));
                return true;
            }
        }
        return false;
    }

    /** What follows a quoted value, so that a # inside the quotes is no comment. */
    private static String unquotedTail(String value) {
        return QUOTED.matcher(value).replaceFirst("");
    }

    /** Single quotes where in doubt: a ULID may read as a number, a secret as anything. */
    private static String quoted(String value) {
        return value.matches("[A-Za-z][A-Za-z0-9_./:=, -]*[A-Za-z0-9]") && !value.contains(": ")
                ? value
                : "'" + value.replace("'", "''") + "'";
    }

    private void check(Settings before, Settings after, Map<String, String> wanted) throws IOException {
        if (!after.equals(before.with(wanted))) {
            throw new IOException(
                    path + " cannot be edited line by line; write name: value lines, or add them by hand");
        }
    }

    private static void keepRights(Path from, Path to) throws IOException {
        PosixFileAttributeView rights = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        PosixFileAttributeView fresh = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (rights != null && fresh != null) {
            fresh.setPermissions(rights.readAttributes().permissions());
        }
    }
}
