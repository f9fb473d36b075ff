package io.syncbridge.bridge.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may use whom: modules, packages, libraries. What the core may use of the JDK stands in its own PurityTest. */
class DirectionsTest {
    private static final String OURS = "io.syncbridge..";
    private static final String[] CORE = {
        "io.syncbridge.row..", "io.syncbridge.mapping..", "io.syncbridge.codec..", "io.syncbridge.reconcile.."
    };
    private static final String WEBHOOKS = "io.syncbridge.webhooks..";
    private static final String BRIDGE = "io.syncbridge.bridge..";
    private static final String FIXTURES = "io.syncbridge.fixtures..";

    @Test
    void allModulesAreLookedAt() {
        assertThat(Ours.classes()).hasSizeGreaterThan(500);
        for (String module :
                new String[] {"reconcile.Reconciler", "webhooks.Intake", "bridge.Bridge", "fixtures.Gen"}) {
            assertThat(Ours.classes().contain("io.syncbridge." + module))
                    .as(module)
                    .isTrue();
        }
    }

    @Test
    void theCoreKnowsNobody() {
        check(noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat(resideInAPackage(OURS).and(not(resideInAnyPackage(CORE)))));
    }

    @Test
    void webhooksKnowTheCoreOnly() {
        check(noClasses()
                .that()
                .resideInAPackage(WEBHOOKS)
                .should()
                .dependOnClassesThat(resideInAnyPackage(BRIDGE, FIXTURES)));
    }

    /** A mistake that the fixtures shared with the code would be seen by no test. */
    @Test
    void whatTheBridgeIsTriedAgainstKnowsNoTypeOfIt() {
        check(noClasses()
                .that()
                .resideInAPackage(FIXTURES)
                .should()
                .dependOnClassesThat(resideInAPackage(OURS).and(not(resideInAPackage(FIXTURES)))));
    }

    @Test
    void onlyTheDemoAndTheCommandLineRunTheSimulator() {
        check(noClasses()
                .that()
                .resideInAPackage(BRIDGE)
                .and()
                .resideOutsideOfPackages("..bridge.cli..", "..bridge.demo..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(FIXTURES));
    }

    @Test
    void nothingUsesTheCommandLineAndOnlyTheCommandLineUsesTheDemo() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("..bridge.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..bridge.cli..", "..bridge.demo..")
                .andShould()
                .resideOutsideOfPackage("..bridge.demo.."));
    }

    @Test
    void packagesFormNoCircle() {
        check(slices().matching("io.syncbridge.(**)").should().beFreeOfCycles());
    }

    /** A library has few places: whoever replaces one sees at once where. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            picocli..                       | ..bridge.cli..
            io.micrometer..                 | ..bridge.metrics..
            io.prometheus..                 | ..bridge.metrics..
            io.opentelemetry..              | ..bridge.trace..
            dev.failsafe..                  | ..bridge.zapier..
            com.github.kagkarlsson..        | ..bridge.sweep.. ..bridge.verify..
            org.flywaydb..                  | ..bridge.store..
            com.zaxxer..                    | io.syncbridge.bridge ..bridge.cli.. ..bridge.demo..
            org.postgresql..                | ..bridge.store.. ..bridge.capture.. ..fixtures.postgres..
            com.github.benmanes..           | ..webhooks.. ..bridge.dashboard..
            ch.qos.logback..                | ..bridge.log..
            io.javalin..                    | io.syncbridge.bridge ..webhooks.. ..bridge.dashboard.. ..bridge.ops.. ..fixtures..
            org.eclipse.jetty..             | ..webhooks.. ..bridge.dashboard.. io.syncbridge.bridge ..fixtures..
            okhttp3..                       | io.syncbridge.bridge ..bridge.zapier.. ..bridge.inbox.. ..bridge.alert.. ..bridge.config.. ..bridge.check.. ..bridge.cli.. ..fixtures..
            io.zonky..                      | ..fixtures.postgres..
            org.awaitility..                | io.syncbridge.fixtures
            """)
    void aLibraryIsUsedInItsPlacesOnly(String library, String places) {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(places.trim().split(" ", -1))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library.trim()));
    }

    /** {@code Tx} owns statements and transactions. Only what must have a connection of its own opens one. */
    @Test
    void connectionsAndStatementsAreTheStores() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("..bridge.store..", "..bridge.demo..", "..fixtures.postgres..")
                .and()
                // LISTEN holds its connection for as long as it listens.
                .doNotHaveFullyQualifiedName("io.syncbridge.bridge.capture.CaptureListener")
                .and()
                // Says at once, and in its own words, when there is no database.
                .doNotHaveFullyQualifiedName("io.syncbridge.bridge.cli.CommandDatabase")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.sql\\.(Connection|Statement|PreparedStatement|CallableStatement|DriverManager)"));
    }

    @Test
    void whatTalksToZapierToPeopleOrToMonitorsHoldsNoSql() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "..bridge.zapier..",
                        "..bridge.inbox..",
                        "..bridge.config..",
                        "..bridge.dashboard..",
                        "..bridge.metrics..",
                        "..bridge.trace..",
                        "..bridge.log..",
                        "..bridge.ops..",
                        WEBHOOKS,
                        "..fixtures.zapier..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql.."));
    }

    @Test
    void onlyTheCodecsOfTheCoreSeeJson() {
        check(classes()
                .that()
                .resideInAnyPackage("io.syncbridge.row..", "io.syncbridge.mapping..", "io.syncbridge.reconcile..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("com.fasterxml.jackson.."))));
    }

    private static void check(ArchRule rule) {
        rule.check(Ours.classes());
    }
}
