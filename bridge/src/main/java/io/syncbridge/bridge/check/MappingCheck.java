package io.syncbridge.bridge.check;

import io.syncbridge.bridge.schema.Binding;
import io.syncbridge.bridge.sync.Linker;
import io.syncbridge.mapping.TableMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether both tables fit a mapping, as the service finds out when it starts. */
public record MappingCheck(TableMapping mapping, Linker linker, Optional<Binding> known) implements Check {

    @Override
    public List<Finding> findings() {
        return switch (linker.link(mapping, known)) {
            case Linker.Outcome.Faulty faulty ->
                faulty.problems().stream()
                        .<Finding>map(problem -> new Finding.Problem(mapping.name(), plain(problem)))
                        .toList();
            case Linker.Outcome.Unreachable unreachable ->
                List.of(new Finding.Problem(mapping.name(), plain(unreachable.reason())));
            case Linker.Outcome.Linked linked -> linked(linked);
        };
    }

    private List<Finding> linked(Linker.Outcome.Linked linked) {
        List<Finding> findings = new ArrayList<>();
        int fields = linked.binding().fields().size();
        findings.add(new Finding.Ok(
                mapping.name(),
                mapping.supabase() + " and Zapier table " + linked.binding().tableId() + " fit, " + fields
                        + " fields"));
        List<String> without = mapping.fields().stream()
                .map(field -> field.name())
                .filter(name -> !linked.binding().fields().containsKey(name))
                .toList();
        if (!without.isEmpty()) {
            findings.add(new Finding.Note(
                    mapping.name(),
                    "not in the Zapier table, so not synced: " + String.join(", ", without)
                            + "; ./bridgectl setup adds fields that are missing"));
        }
        linked.news().notes().forEach(note -> findings.add(new Finding.Note(mapping.name(), note)));
        return findings;
    }

    /** The area says the mapping's name already. */
    private String plain(String problem) {
        String prefix = mapping.name() + ": ";
        return problem.startsWith(prefix) ? problem.substring(prefix.length()) : problem;
    }
}
