/** Conflicts: both values of each field, the rule, and who won. */
import { byId, el, empty, replace } from '/assets/dom.js';
import { SIDES, ago, rule } from '/assets/text.js';
import { recordLink } from '/assets/record.js';

export function drawConflicts(state) {
  replace(byId('conflicts'), state.conflicts.length ? state.conflicts.map(item) : [empty('Both sides were never edited at the same time.')]);
}

function item(conflict) {
  const merged = conflict.rule === 'conflict_merged';
  return el('li', {},
    el('div', {}, el('div', {}, recordLink(conflict.table, conflict.record)),
      el('div', {}, el('strong', {}, merged ? 'Merged' : `${SIDES[conflict.winner]} won`), merged ? '' : `: ${rule(conflict.rule)}`)),
    el('div', { class: 'hint' }, ago(conflict.at)),
    conflict.fields.length ? values(conflict) : null);
}

function values(conflict) {
  const loser = conflict.winner === 'zapier' ? 'supabase' : 'zapier';
  return el('table', { class: 'values' },
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Field'), el('th', { scope: 'col' }, `Kept, ${SIDES[conflict.winner]}’s`),
      el('th', { scope: 'col' }, `Given up, ${SIDES[loser]}’s`))),
    el('tbody', {}, conflict.fields.map(field => el('tr', {}, el('th', { scope: 'row' }, el('code', {}, field.name)),
      'kept' in field || 'lost' in field
        ? [el('td', { 'data-label': 'Kept' }, shown(field.kept)), el('td', { 'data-label': 'Given up' }, struck(field.lost))]
        : el('td', { colspan: 2 }, el('span', { class: 'veiled' }, 'contents are not shown'))))));
}

/** A value that is no more; nothing cannot be struck out. */
export const struck = value => isEmpty(value) ? shown(value) : el('del', {}, shown(value));

const isEmpty = value => value === undefined || value === null || value === '';

/** A value as text, cut where it is long; the whole stands in the audit trail. */
export function shown(value) {
  if (isEmpty(value)) return el('span', { class: 'none' }, 'empty');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
