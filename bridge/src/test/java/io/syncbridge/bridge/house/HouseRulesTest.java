package io.syncbridge.bridge.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The house rules that a program can check. Where one has exceptions, each is named here with its reason. */
class HouseRulesTest {
    private static final int LONGEST = 280;

    /** Files that may be longer for the time being, and how long at most. They may shrink; nothing may be added. */
    private static final Map<String, Integer> LONGER = Map.of("ZapierWrites.java", 286);

    @Test
    void noNameSaysNothing() {
        check(noClasses()
                .should()
                .haveNameMatching(".*\\.(Abstract|Base)[A-Z]\\w*")
                .orShould()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl|Common|Misc)"));
        assertThat(Ours.classes().stream().map(JavaClass::getPackageName))
                .noneMatch(name -> name.matches(".*\\.(util|utils|common|helper|impl|misc)(\\..*)?"));
    }

    @Test
    void nothingIsSetAfterwards() {
        check(noMethods()
                .that()
                .areNotPrivate()
                .and()
                // Logback sets what logback.xml says; DataSource is the JDK's interface.
                .areNotDeclaredIn("io.syncbridge.bridge.log.LineEncoder")
                .and()
                .areNotDeclaredIn("io.syncbridge.fixtures.postgres.UrlDataSource")
                .should()
                .haveNameMatching("set(?!Aside)[A-Z]\\w*"));
    }

    @Test
    void noClassIsMeantToBeExtended() {
        check(classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .should()
                .haveModifier(JavaModifier.FINAL));
    }

    @Test
    void whatOthersSeeOfAnObjectStaysAsItIs() {
        check(fields().that()
                .areNotPrivate()
                .and()
                .areDeclaredInClassesThat()
                .areTopLevelClasses()
                .should()
                .beFinal());
    }

    /** People read standard output; everyone else logs. */
    @Test
    void onlyTheCommandLineWritesToStandardOutput() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("..bridge.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethodWhere(target(describe(
                        "print a stack trace",
                        (AccessTarget.CodeUnitCallTarget called) ->
                                called.getName().equals("printStackTrace")))));
    }

    @Test
    void onlyTheProgramsBeginningEndsIt() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.syncbridge.bridge.cli.BridgeMain")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethodWhere(target(describe(
                        "halt",
                        (AccessTarget.CodeUnitCallTarget called) ->
                                called.getOwner().isEquivalentTo(Runtime.class)
                                        && called.getName().equals("halt")))));
    }

    /** A test must be able to say what time it is. Where a person asks, it is now; the demo's traffic happens now. */
    @Test
    void theTimeIsHandedInNotAsked() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("..bridge.cli..", "..bridge.demo..")
                .and()
                // A request's id begins with the time for the sake of sorting; nothing is decided by it.
                .doNotHaveFullyQualifiedName("io.syncbridge.webhooks.Origin")
                .should()
                .callMethodWhere(target(describe("ask what time it is", HouseRulesTest::asksTheTime))));
    }

    @Test
    void theSystemsClockIsHandedOutWhereThingsAreWiredOnly() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.syncbridge.bridge", "..bridge.cli..")
                .and()
                .doNotHaveFullyQualifiedName("io.syncbridge.fixtures.zapier.SimulatorOptions")
                .should()
                .callMethodWhere(target(describe(
                        "take the system's clock",
                        (AccessTarget.CodeUnitCallTarget called) -> Set.of("java.time.InstantSource", "java.time.Clock")
                                        .contains(called.getOwner().getName())
                                && called.getName().startsWith("system")))));
    }

    @Test
    void everyPackageForbidsNullsAndSaysWhatItIs() {
        Map<String, Boolean> marked = new TreeMap<>();
        for (JavaClass type : Ours.classes()) {
            JavaPackage where = type.getPackage();
            marked.put(where.getName(), where.isAnnotatedWith(NullMarked.class));
        }
        assertThat(marked).hasSizeGreaterThan(30).doesNotContainValue(false);
    }

    /** Interrupting a sleep is how the dashboard's live pages are ended; elsewhere something is waited for. */
    @Test
    void nobodySleeps() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.syncbridge.bridge.dashboard.LiveState")
                .should()
                .callMethodWhere(target(describe(
                        "sleep",
                        (AccessTarget.CodeUnitCallTarget called) ->
                                called.getOwner().isEquivalentTo(Thread.class)
                                        && called.getName().equals("sleep")))));
        for (Path test : Ours.tests()) {
            assertThat(Ours.text(test)).as(test.getFileName().toString()).doesNotContain("Thread" + ".sleep(");
        }
    }

    @Test
    void noFileIsLong() {
        Map<String, Long> tooLong = new TreeMap<>();
        for (Path file : Ours.sources()) {
            String name = file.getFileName().toString();
            long lines = Ours.text(file).lines().count();
            if (lines > LONGER.getOrDefault(name, LONGEST)) {
                tooLong.put(name, lines);
            }
        }
        assertThat(tooLong).as("split by the story each half tells").isEmpty();
    }

    @Test
    void anExceptionThatIsNotNeededAnyMoreGoes() {
        List<String> names = Ours.sources().stream()
                .map(file -> file.getFileName().toString())
                .toList();
        assertThat(names).containsAll(LONGER.keySet());
    }

    private static boolean asksTheTime(AccessTarget.CodeUnitCallTarget called) {
        String owner = called.getOwner().getName();
        return (owner.startsWith("java.time.") && called.getName().equals("now"))
                || (owner.equals("java.lang.System") && called.getName().equals("currentTimeMillis"))
                || (owner.equals("java.util.Date") && called.getName().equals("<init>"));
    }

    private static void check(ArchRule rule) {
        rule.check(Ours.classes());
    }
}
