package io.syncbridge.bridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The versions of the migrations that are packed in a folder of the class path: what stands before the first _. */
final class MigrationFiles {
    private MigrationFiles() {}

    static Set<String> versions(String folder) {
        return names(folder).stream()
                .map(name -> name.replaceFirst("_.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The SQL of each, by file name, in the order in which they run. */
    static SortedMap<String, String> texts(String folder) {
        SortedMap<String, String> texts = new TreeMap<>();
        for (String name : names(folder)) {
            texts.put(name, text(folder + "/" + name));
        }
        return texts;
    }

    private static String text(String resource) {
        try (InputStream stream = MigrationFiles.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("not packed: " + resource);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Set<String> names(String folder) {
        Set<String> names = new TreeSet<>();
        try {
            for (URL place :
                    Collections.list(MigrationFiles.class.getClassLoader().getResources(folder))) {
                names(place, folder).stream()
                        .filter(name -> name.endsWith(".sql"))
                        .map(name -> name.substring(name.lastIndexOf('/') + 1))
                        .forEach(names::add);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
        return names;
    }

    private static List<String> names(URL place, String folder) throws IOException, URISyntaxException {
        if (place.openConnection() instanceof JarURLConnection connection) {
            connection.setUseCaches(false);
            try (JarFile jar = connection.getJarFile()) {
                return jar.stream()
                        .map(JarEntry::getName)
                        .filter(name -> name.startsWith(folder + "/"))
                        .toList();
            }
        }
        try (Stream<Path> files = Files.list(Path.of(place.toURI()))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
