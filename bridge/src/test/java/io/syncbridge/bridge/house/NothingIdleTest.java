package io.syncbridge.bridge.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What ships is used by what ships: no class and no method waits for a caller that went away, or that only tests have.
 * Constants are not seen, since the compiler copies them; a record's components are its content, read or not; private methods
 * are the compiler's own to find.
 */
class NothingIdleTest {
    /** Begins the program. */
    private static final String BEGINNING = "io.syncbridge.bridge.cli.BridgeMain";

    /** Named in logback.xml, which sets its format. */
    private static final String ENCODER = "io.syncbridge.bridge.log.LineEncoder";

    /** What only tests call: to look into something that runs, or to make what the program reads from files. */
    private static final Set<String> FOR_TESTS = Set.of(
            "bridge.Bridge.inboxes",
            "bridge.Bridge.sweepSoon",
            "bridge.Bridge.zapierPauses",
            "bridge.backfill.Backfilled.mapping",
            "bridge.capture.CaptureDrain.drained",
            "bridge.capture.CaptureListener.isListening",
            "bridge.config.Mappings.shipped",
            "bridge.feed.FeedState.unknown",
            "bridge.feed.Feeds.silent",
            "bridge.schema.MappingStates.paused",
            "bridge.store.DeadLetters$Parked.reason",
            "bridge.store.DeadLetters.newest",
            "bridge.store.DeadLetters.requeue",
            "bridge.store.Hints.aboutZapierRecord",
            "bridge.store.Migrations.all",
            "bridge.store.SyncRecords.claim",
            "bridge.store.SyncRecords.deadLetters",
            "bridge.store.Verifications.last",
            "bridge.sync.TableSync.state",
            "bridge.verify.Verified.mapping",
            "mapping.FieldMapping.mergedBy",
            "mapping.TableMapping.under",
            "row.Row.of",
            "webhooks.WebhookLimits.with");

    @Test
    void everyClassIsUsedByAnother() {
        Set<String> idle = new TreeSet<>();
        for (JavaClass type : shipped()) {
            boolean used = type.getDirectDependenciesToSelf().stream()
                    .anyMatch(use -> !outermost(use.getOriginClass()).equals(outermost(type)));
            if (type.isTopLevelClass()
                    && !used
                    && !Set.of(BEGINNING, ENCODER).contains(type.getName())
                    && !type.getSimpleName().equals("package-info")) {
                idle.add(type.getName());
            }
        }
        assertThat(idle).isEmpty();
    }

    @Test
    void everyMethodIsCalled() {
        Set<String> idle = new TreeSet<>();
        shipped().stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(NothingIdleTest::isOurs)
                .filter(method -> !isCalled(method) && overridden(method).noneMatch(above -> true))
                .forEach(method -> idle.add(name(method)));
        assertThat(idle).as("called by nobody, or by tests only").isEqualTo(FOR_TESTS);
    }

    private static List<JavaClass> shipped() {
        return Ours.classes().stream()
                .filter(type -> !type.getPackageName().startsWith("io.syncbridge.fixtures"))
                .toList();
    }

    /** Written by somebody, and not for somebody else to call. */
    private static boolean isOurs(JavaMethod method) {
        JavaClass owner = method.getOwner();
        boolean generated = method.getModifiers().contains(JavaModifier.SYNTHETIC)
                || method.getModifiers().contains(JavaModifier.BRIDGE)
                || (owner.isEnum() && Set.of("values", "valueOf").contains(method.getName()));
        boolean component = owner.isRecord()
                && method.getRawParameterTypes().isEmpty()
                && owner.tryGetField(method.getName()).isPresent();
        boolean called = owner.getName().equals(ENCODER)
                || (owner.getName().equals(BEGINNING) && method.getName().equals("main"));
        return !generated && !component && !called && !method.getModifiers().contains(JavaModifier.PRIVATE);
    }

    private static boolean isCalled(JavaMethod method) {
        return Stream.of(method.getCallsOfSelf(), method.getReferencesToSelf())
                .flatMap(Collection::stream)
                .anyMatch(use -> !use.getOrigin().equals(method));
    }

    /** What it implements or overrides, of ours or of a library: whoever calls that, calls this. */
    private static Stream<JavaMethod> overridden(JavaMethod method) {
        String[] parameters =
                method.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
        JavaClass owner = method.getOwner();
        return Stream.concat(owner.getAllRawSuperclasses().stream(), owner.getAllRawInterfaces().stream())
                .flatMap(above -> above.tryGetMethod(method.getName(), parameters).stream());
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(NothingIdleTest::outermost).orElse(type);
    }

    private static String name(JavaMethod method) {
        return method.getOwner().getName().replaceFirst("^io\\.syncbridge\\.", "") + "." + method.getName();
    }
}
