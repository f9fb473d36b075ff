package io.syncbridge.bridge.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.syncbridge.bridge.config.ViewerFields;
import io.syncbridge.bridge.store.Database;
import io.syncbridge.bridge.sync.Link;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The description names exactly the routes that there are, and says of each who is refused. What they answer: DashboardApiTest. */
final class OpenApiTest {
    private final JsonNode description = description();

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        TreeSet<String> described = new TreeSet<>();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        TreeSet<String> declared = new TreeSet<>();
        routes().forEach(route -> declared.add(route.method() + " " + route.path()));

        assertThat(described).isEqualTo(declared);
    }

    @Test
    void everyParameterOfAPathIsDescribed() {
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().forEach(operation -> {
                    TreeSet<String> named = new TreeSet<>();
                    java.util.regex.Pattern.compile("\\{(\\w+)}")
                            .matcher(path.getKey())
                            .results()
                            .forEach(name -> named.add(name.group(1)));
                    TreeSet<String> told = new TreeSet<>();
                    operation.path("parameters").forEach(parameter -> {
                        JsonNode resolved = parameter.has("$ref")
                                ? description.at(parameter.path("$ref").asText().substring(1))
                                : parameter;
                        if (resolved.path("in").asText().equals("path")) {
                            told.add(resolved.path("name").asText());
                        }
                    });
                    assertThat(told).as(path.getKey()).isEqualTo(named);
                }));
    }

    @Test
    void everyActionAsksForTheCsrfText() {
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> !operation.getKey().equals("get"))
                        .filter(operation ->
                                operation.getValue().path("security").isMissingNode())
                        .forEach(operation -> assertThat(
                                        operation.getValue().path("parameters").toString())
                                .as(operation.getKey() + " " + path.getKey())
                                .contains("#/components/parameters/Csrf")));
    }

    private static List<Route> routes() {
        Database nobody = new Database(new PGSimpleDataSource());
        Sources sources = new Sources(
                nobody, List.of(), new NoTables(), Optional::empty, ViewerFields.NONE, InstantSource.system());
        try (Dashboard page = new Dashboard(Optional.of("a long random admin token"), sources)) {
            return page.routes();
        }
    }

    private record NoTables() implements LiveTables {
        @Override
        public Optional<Link> link(String mapping) {
            return Optional.empty();
        }

        @Override
        public ZapierTablesClient zapier() {
            throw new IllegalStateException("nobody acts here");
        }

        @Override
        public void nudge(String mapping) {
            throw new IllegalStateException("nobody acts here");
        }
    }

    private static JsonNode description() {
        try (InputStream in = OpenApiTest.class.getResourceAsStream("/dashboard/openapi.yaml")) {
            return new YAMLMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
