/** One record: how it stands, what became of it, and taking one sync back. */
import { byId, el } from '/assets/dom.js';
import { SIDES, DIRECTIONS, ago, millis, moment, plural, rule } from '/assets/text.js';
import { call, isAdmin } from '/assets/bridge.js';
import { ask } from '/assets/dialog.js';
import { actions, tell } from '/assets/parked.js';
import { shown, struck } from '/assets/conflicts.js';

const STANDINGS = {
  agreed: 'both sides agree', 'not agreed': 'the sides have not agreed yet', due: 'waits to be synced', leased: 'is being synced',
  parked: 'waits for a person', unknown: 'no longer known to the bridge',
};

export const recordAddress = (table, id) => `#/record/${encodeURIComponent(table)}/${encodeURIComponent(id)}`;

export const recordLink = (table, id, text) => el('a', { href: recordAddress(table, id), 'data-key': `${table}/${id}` },
  ...(text ? [text] : [`${table} `, el('span', { class: 'id' }, id)]));

export async function showRecord(table, id, again) {
  const parent = byId('record');
  if (!again) parent.replaceChildren(back(), subject(table, id), el('div', { class: 'card bones' }, el('span', { class: 'bone wide' }, 'Loading')));
  try {
    const record = await call('GET', `/api/records/${encodeURIComponent(table)}/${encodeURIComponent(id)}`);
    const told = again ? [...parent.querySelector('.done').childNodes] : [];
    parent.replaceChildren(back(), subject(table, record.record, standing(record)), history(record));
    if (told.length) tell(told);
  } catch (failed) {
    const why = failed.status === 404
      ? 'The bridge knows of no such record. One made while no webhook came is found by the next sweep.' : failed.message;
    parent.replaceChildren(back(), subject(table, id), el('section', { class: 'card' }, el('p', {}, why)));
  }
}

const back = () => el('a', { href: '#', class: 'back' }, '← All tables');
const subject = (table, id, ...more) =>
  el('div', { class: 'subject' }, el('h2', { tabindex: -1 }, `${table} `, el('span', { class: 'id' }, id)), ...more);

function standing(record) {
  return [
    el('p', {}, el('span', { class: `standing ${record.standing}` }, STANDINGS[record.standing]),
      record.zapier_record ? ['Zapier record ', el('code', {}, record.zapier_record)] : null,
      record.in_doubt ? ` · ${plural(record.in_doubt, 'write', 'writes')} in doubt` : null,
      record.tries ? ` · ${plural(record.tries, 'try', 'tries')} failed so far` : null),
    record.parked_id ? el('div', { class: 'row' }, el('p', { class: 'warn' }, record.reason || 'It could not be synced.'),
      isAdmin() ? actions({ id: record.parked_id, table: record.table, record: record.record, stage: record.stage }) : null) : null,
  ].flat();
}

function history(record) {
  const entries = record.timeline.map(entry => item(record, entry));
  return el('section', { class: 'card', 'aria-labelledby': 'history-title' },
    el('div', { class: 'row' }, el('h2', { id: 'history-title' }, 'History'), el('p', { class: 'hint' }, 'Newest first, from the audit trail')),
    el('p', { class: 'done', role: 'status', hidden: true }),
    entries.length ? el('ol', { class: 'timeline', role: 'list' }, entries)
      : el('p', { class: 'empty' }, 'No change is told of: both sides held the same when the bridge first saw them, or retention removed the rows.'),
    record.cut ? el('p', { class: 'hint' }, 'Older entries are left out; ./bridgectl why shows them.') : null);
}

function item(record, entry) {
  const way = entry.to === 'supabase' ? DIRECTIONS.tables_to_supabase : entry.to === 'zapier' ? DIRECTIONS.supabase_to_tables : '';
  const title = entry.kind === 'failed' ? 'Could not be synced' : entry.kind === 'undo' ? `Undone${way ? `, ${way}` : ''}` : way || 'No side was written';
  const why = entry.kind === 'undo' ? `takes back ${plural(entry.undoes.length, 'sync', 'syncs')}` : rule(entry.rule);
  return el('li', { class: entry.kind },
    el('div', { class: 'event' }, el('strong', {}, title), el('span', {}, why), el('time', { datetime: entry.at, title: entry.at }, `${moment(entry.at)} (${ago(entry.at)})`)),
    entry.changes.length ? changes(entry.changes) : null,
    entry.lost.length ? el('p', { class: 'beat' }, 'Gave up ', entry.lost.flatMap((lost, index) => [index ? ', ' : '', el('code', {}, lost.field), ' ', 'value' in lost ? struck(lost.value) : ''])) : null,
    el('div', { class: 'meta' },
      entry.lag_ms === undefined ? null : el('span', {}, `lag ${millis(entry.lag_ms)}`),
      el('span', {}, 'sync ', el('code', {}, entry.sync_id)),
      isAdmin() && entry.changes.length && entry.kind !== 'failed'
        ? el('button', { type: 'button', onclick: event => undo(event.target, record, entry) }, entry.kind === 'undo' ? 'Undo this undo' : 'Undo') : null));
}

function changes(list) {
  const visible = list.filter(change => 'after' in change || 'before' in change);
  const veiled = list.filter(change => !visible.includes(change)).map(change => change.field);
  return [visible.length ? el('table', { class: 'values' },
    el('thead', {}, el('tr', {}, ...['Field', 'Before', 'After'].map(name => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, visible.map(change => el('tr', {}, el('th', { scope: 'row' }, el('code', {}, change.field)),
      el('td', { 'data-label': 'Before' }, struck(change.before)), el('td', { 'data-label': 'After' }, shown(change.after)))))) : null,
  veiled.length ? el('p', { class: 'beat veiled' }, `Changed, contents not shown: ${veiled.join(', ')}`) : null]
    .reduce((parent, child) => { if (child) parent.append(child); return parent; }, el('div', {}));
}

/** Says first what it would do, then asks. */
async function undo(button, record, entry) {
  button.disabled = true;
  const body = { table: record.table, sync_id: entry.sync_id };
  try {
    const plan = await call('POST', '/api/undo', { ...body, dry_run: true });
    const would = plan.records.some(each => ['written', 'restored', 'deleted'].includes(each.outcome));
    const agreed = await ask(would ? 'Undo this sync?' : 'Nothing to undo', [...outcome(plan), values(entry, plan)], would ? 'Undo it' : undefined);
    if (!agreed) return;
    const done = await call('POST', '/api/undo', body);
    tell([...outcome(done), el('p', {}, 'Supabase has it, and Zapier gets it now. It is in the history below and can itself be undone.')]);
    setTimeout(() => showRecord(record.table, record.record, true), 700);
  } catch (failed) {
    tell([failed.message]);
  } finally {
    button.disabled = false;
  }
}

/** What the fields would go back to, where one record is concerned and its contents are shown. */
function values(entry, plan) {
  const fields = plan.records.length === 1 ? plan.records[0].fields : [];
  const lines = entry.changes.filter(change => fields.includes(change.field) && 'before' in change);
  return lines.length ? el('table', { class: 'values' },
    el('thead', {}, el('tr', {}, ...['Field', 'Now', 'Then'].map(name => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, lines.map(change => el('tr', {}, el('th', { scope: 'row' }, el('code', {}, change.field)),
      el('td', { 'data-label': 'Now' }, struck(change.after)), el('td', { 'data-label': 'Then' }, shown(change.before)))))) : '';
}

function outcome(report) {
  const did = report.dry_run ? { written: 'Would be written back', restored: 'Would be made again', deleted: 'Would be deleted' }
    : { written: 'Written back', restored: 'Made again', deleted: 'Deleted' };
  const words = { ...did, as_before: 'Holds already what it held before; there is nothing to undo', spared: 'Left as it is', busy: 'Is being synced; try again in a moment' };
  const lines = report.records.map(each => el('li', {}, `${words[each.outcome]}${each.fields.length ? `: ${each.fields.join(', ')}` : ''}${each.reason ? `: it ${each.reason}` : '.'}`,
    ...Object.entries(each.spared).map(([field, why]) => el('div', { class: 'hint' }, `${field} is spared: ${why}`))));
  return [el('ul', {}, lines), ...report.troubles.map(trouble => el('p', { class: 'warn' }, trouble))];
}
