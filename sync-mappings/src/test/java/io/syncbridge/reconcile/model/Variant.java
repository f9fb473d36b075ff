package io.syncbridge.reconcile.model;

import io.syncbridge.mapping.AuditNames;
import io.syncbridge.mapping.ConflictPolicy;
import io.syncbridge.mapping.DeletePolicy;
import io.syncbridge.mapping.FieldDirection;
import io.syncbridge.mapping.FieldMapping;
import io.syncbridge.mapping.FieldType;
import io.syncbridge.mapping.MergeRule;
import io.syncbridge.mapping.QueueRules;
import io.syncbridge.mapping.SupabaseTable;
import io.syncbridge.mapping.SyncMode;
import io.syncbridge.mapping.TableMapping;
import io.syncbridge.row.FieldValue;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * In what worlds may differ.
 *
 * @param version who moves the row's version column
 * @param zapierTick how finely the Zapier record's edited_at ticks
 * @param zapierStatesVersion true when Zapier's writers move the version column there too
 * @param contentFields how many content fields there are besides the key: one or two
 * @param start where the record exists at first
 * @param policy who wins when both sides were edited
 * @param deletes what a delete means; users delete only where it is propagated
 * @param counting true when the content fields are counters, to which each edit adds
 * @param fillsIn true when there is a further column that nobody edits and that the database fills in
 */
public record Variant(
        VersionColumn version,
        ChronoUnit zapierTick,
        boolean zapierStatesVersion,
        int contentFields,
        Start start,
        ConflictPolicy policy,
        DeletePolicy deletes,
        boolean counting,
        boolean fillsIn) {

    /** Under the default policies. */
    public Variant(
            VersionColumn version, ChronoUnit zapierTick, boolean zapierStatesVersion, int contentFields, Start start) {
        this(
                version,
                zapierTick,
                zapierStatesVersion,
                contentFields,
                start,
                ConflictPolicy.NEWEST_WINS,
                DeletePolicy.IGNORE,
                false,
                false);
    }

    /** Who moves updated_at in Supabase. */
    public enum VersionColumn {
        /** A BEFORE UPDATE trigger, on every update, ours too. */
        TRIGGER,
        /** The user's application, with each of its edits. */
        APPLICATION,
        /** Nobody: there is no such column, as in agent_decisions. */
        NONE
    }

    /** Where the record exists at first. */
    public enum Start {
        LINKED,
        ONLY_SUPABASE,
        ONLY_ZAPIER
    }

    static final String KEY = "id";
    static final String UPDATED = "updated_at";
    static final String FILLED = "filled";
    static final FieldValue DEFAULT = new FieldValue.Text("default");

    /** One content field, linked, microseconds, a bumping trigger: change from here. */
    public static final Variant PLAIN = new Variant(VersionColumn.TRIGGER, ChronoUnit.MICROS, false, 1, Start.LINKED);

    /** With another version column. */
    public Variant with(VersionColumn column) {
        return new Variant(
                column, zapierTick, zapierStatesVersion, contentFields, start, policy, deletes, counting, fillsIn);
    }

    /** With another Zapier clock. */
    public Variant with(ChronoUnit tick) {
        return new Variant(
                version, tick, zapierStatesVersion, contentFields, start, policy, deletes, counting, fillsIn);
    }

    /** With another beginning. */
    public Variant with(Start beginning) {
        return new Variant(
                version, zapierTick, zapierStatesVersion, contentFields, beginning, policy, deletes, counting, fillsIn);
    }

    /** With so many content fields. */
    public Variant fields(int count) {
        return new Variant(version, zapierTick, zapierStatesVersion, count, start, policy, deletes, counting, fillsIn);
    }

    /** With writers in Zapier that move the version column. */
    public Variant statingVersion() {
        return new Variant(version, zapierTick, true, contentFields, start, policy, deletes, counting, fillsIn);
    }

    /** With another policy. */
    public Variant with(ConflictPolicy conflicts) {
        return new Variant(
                version, zapierTick, zapierStatesVersion, contentFields, start, conflicts, deletes, counting, fillsIn);
    }

    /** With users who delete, and deletes that spread. */
    public Variant deleting() {
        return new Variant(
                version,
                zapierTick,
                zapierStatesVersion,
                contentFields,
                start,
                policy,
                DeletePolicy.PROPAGATE,
                counting,
                fillsIn);
    }

    /** With counters that are merged. */
    public Variant counters() {
        return new Variant(
                version,
                zapierTick,
                zapierStatesVersion,
                contentFields,
                start,
                ConflictPolicy.MERGE,
                deletes,
                true,
                fillsIn);
    }

    /** With a column that the database fills in when a row is made. */
    public Variant defaulting() {
        return new Variant(
                version, zapierTick, zapierStatesVersion, contentFields, start, policy, deletes, counting, true);
    }

    /** The content fields that users edit. */
    public List<String> edited() {
        return contentFields == 1 ? List.of("a") : List.of("a", "b");
    }

    /** True when the version column is mapped. */
    boolean hasVersion() {
        return version != VersionColumn.NONE;
    }

    /** In which units two edits of different sides may be compared: that of edited_at, or of a version cell that moved. */
    Set<ChronoUnit> comparedIn() {
        return zapierStatesVersion && hasVersion()
                ? EnumSet.of(zapierTick, ChronoUnit.SECONDS)
                : EnumSet.of(zapierTick);
    }

    /** The mapping of this world's table. */
    public TableMapping mapping() {
        List<FieldMapping> fields = new ArrayList<>();
        fields.add(field(KEY, new FieldType.Text(OptionalInt.empty())));
        edited().forEach(name -> fields.add(
                counting
                        ? field(name, new FieldType.Whole(BigDecimal.ZERO, BigDecimal.valueOf(1_000_000_000)))
                                .mergedBy(new MergeRule.Counter())
                        : field(name, new FieldType.Text(OptionalInt.empty()))));
        if (fillsIn) {
            fields.add(field(FILLED, new FieldType.Text(OptionalInt.empty())));
        }
        if (hasVersion()) {
            fields.add(field(UPDATED, new FieldType.Timestamp(ChronoUnit.SECONDS, Optional.empty())));
        }
        return new TableMapping(
                "things",
                new SupabaseTable("public", "things"),
                "things",
                SyncMode.TWO_WAY,
                KEY,
                List.of(),
                Optional.empty(),
                hasVersion() ? List.of(UPDATED) : List.of(),
                policy,
                deletes,
                new AuditNames(new SupabaseTable("public", "audit_log"), "thing_synced", "thing"),
                QueueRules.USUAL,
                fields);
    }

    private static FieldMapping field(String name, FieldType type) {
        return new FieldMapping(name, name, name, type, FieldDirection.BOTH, false, FieldValue.empty());
    }
}
