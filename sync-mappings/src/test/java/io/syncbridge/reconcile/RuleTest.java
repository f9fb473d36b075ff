package io.syncbridge.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What audit rows, metrics and alerts tell by a rule: which are conflicts, which wait for a person. */
class RuleTest {
    @Test
    void aConflictIsWhereBothSidesWereEditedAndOneLostOrBothWereMerged() {
        assertThat(which(Rule::isConflict))
                .containsExactlyInAnyOrder(
                        Rule.CONFLICT_ZAPIER_NEWER,
                        Rule.CONFLICT_SUPABASE_WINS,
                        Rule.CONFLICT_POLICY_SUPABASE,
                        Rule.CONFLICT_POLICY_ZAPIER,
                        Rule.CONFLICT_CHOSEN_SUPABASE,
                        Rule.CONFLICT_CHOSEN_ZAPIER,
                        Rule.CONFLICT_MERGED,
                        Rule.EDIT_BEATS_DELETE_IN_ZAPIER,
                        Rule.EDIT_BEATS_DELETE_IN_SUPABASE);
    }

    @Test
    void aPersonIsWaitedForWhereNoRuleMayDecide() {
        assertThat(which(Rule::asks)).containsExactlyInAnyOrder(Rule.CONFLICT_ASKED, Rule.DELETE_ASKED, Rule.VANISHED);
    }

    /** Of such a write an overwritten Zapier edit is a conflict; of any other it is not. */
    @Test
    void aWriteToZapierCarriesAnEditOfSupabasesWhereSupabaseWon() {
        assertThat(which(Rule::carriesSupabaseEdit))
                .containsExactlyInAnyOrder(
                        Rule.CREATED_IN_SUPABASE,
                        Rule.CHANGED_IN_SUPABASE,
                        Rule.CONFLICT_SUPABASE_WINS,
                        Rule.CONFLICT_POLICY_SUPABASE,
                        Rule.CONFLICT_CHOSEN_SUPABASE,
                        Rule.CONFLICT_MERGED,
                        Rule.EDIT_BEATS_DELETE_IN_ZAPIER);
    }

    @Test
    void auditRowsShowRulesInLowerCase() {
        assertThat(Rule.CONFLICT_ZAPIER_NEWER.label()).isEqualTo("conflict_zapier_newer");
    }

    private static Set<Rule> which(Predicate<Rule> wanted) {
        EnumSet<Rule> found = EnumSet.allOf(Rule.class);
        found.removeIf(wanted.negate());
        return found;
    }
}
