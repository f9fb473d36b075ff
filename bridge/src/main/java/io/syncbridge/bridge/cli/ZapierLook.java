package io.syncbridge.bridge.cli;

import io.syncbridge.bridge.zapier.Answer;
import io.syncbridge.bridge.zapier.ZapierTablesClient;
import io.syncbridge.bridge.zapier.ZapierTablesClient.Field;
import io.syncbridge.bridge.zapier.ZapierTablesClient.Table;
import java.util.List;
import java.util.Optional;

/** A Zapier table by name or ULID, for drafts: what cannot be found is left out, with a remark. */
record ZapierLook(ZapierTablesClient zapier) {

    /**
     * What was found.
     *
     * @param name the table's name
     * @param fields empty when they are not known
     * @param remark why not
     */
    record Found(String name, Optional<List<Field>> fields, Optional<String> remark) {
        static Found nothing(String name) {
            return new Found(name, Optional.empty(), Optional.empty());
        }
    }

    Found find(String wanted) {
        boolean isId = wanted.matches("[A-Z0-9]{26}");
        Answer<List<Table>> answer = zapier.tables(isId ? "" : wanted);
        if (!(answer instanceof Answer.Given<List<Table>> given)) {
            return new Found(
                    wanted,
                    Optional.empty(),
                    Optional.of("Zapier was not looked at: it gave no answer, or refused"
                            + " the credentials; ./bridgectl check says which"));
        }
        List<Table> tables = given.value().stream()
                .filter(table -> isId ? table.id().equals(wanted) : table.name().equals(wanted))
                .toList();
        if (tables.size() != 1) {
            return new Found(
                    wanted,
                    Optional.empty(),
                    Optional.of(
                            tables.isEmpty()
                                    ? "Zapier has no table '" + wanted + "' yet; ./bridgectl setup makes it"
                                    : tables.size() + " Zapier tables are called '" + wanted
                                            + "'; name one by its ULID: "
                                            + String.join(
                                                    ", ",
                                                    tables.stream()
                                                            .map(Table::id)
                                                            .toList())));
        }
        return zapier.fields(tables.getFirst().id()) instanceof Answer.Given<List<Field>> fields
                ? new Found(tables.getFirst().name(), Optional.of(fields.value()), Optional.empty())
                : new Found(
                        tables.getFirst().name(),
                        Optional.empty(),
                        Optional.of("the fields of Zapier table '" + wanted + "' could not be read; try again"));
    }
}
