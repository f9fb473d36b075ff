/** Records that wait for a person, and what an admin does about them. */
import { byId, el, empty, replace } from '/assets/dom.js';
import { SIDES, ago, plural } from '/assets/text.js';
import { call, isAdmin } from '/assets/bridge.js';
import { ask } from '/assets/dialog.js';
import { recordLink } from '/assets/record.js';

const STAGES = {
  parse: 'a value could not be read', map: 'a value does not fit the other side', supabase: 'Supabase refused the row',
  zapier: 'Zapier refused the record', ask: 'a person must choose',
};

export function beginParked() {
  byId('retry-all').addEventListener('click', event => acting(event.target, 'POST', '/api/parked/retry'));
}

export function drawParked(state) {
  replace(byId('parked'), state.parked.length ? state.parked.map(item) : [empty('Nothing is parked.')]);
  byId('retry-all').hidden = !isAdmin() || state.parked.length < 2;
}

function item(record) {
  return el('li', {},
    el('div', {},
      el('div', {}, recordLink(record.table, record.record)),
      el('div', { class: 'reason' }, record.reason || STAGES[record.stage] || 'it could not be synced'),
      el('div', { class: 'hint' }, `${record.stage === 'ask' ? 'Waits for a choice' : capital(STAGES[record.stage] || 'stopped')} · parked ${ago(record.since)}`)),
    isAdmin() ? actions(record) : null);
}

const capital = text => text[0].toUpperCase() + text.slice(1);

/** The actions that can help: where a value is wrong, choosing a side would only park it again. */
export function actions(record) {
  const path = `/api/parked/${record.id}`;
  return el('div', { class: 'actions' },
    record.stage === 'ask' ? take(record, 'supabase') : null,
    record.stage === 'ask' ? take(record, 'zapier') : null,
    el('button', { type: 'button', 'data-key': `${path}/retry`, onclick: event => acting(event.target, 'POST', `${path}/retry`) }, 'Retry'));
}

function take(record, side) {
  const other = side === 'zapier' ? 'supabase' : 'zapier';
  const path = `/api/parked/${record.id}/take/${side}`;
  const confirm = async event => {
    const button = event.target;
    const agreed = await ask(`Take ${SIDES[side]}’s for this record?`, [
      el('p', {}, el('strong', {}, record.table), ' ', el('code', {}, record.record)),
      el('p', {}, `Both sides will hold what ${SIDES[side]} holds. What ${SIDES[other]} holds is overwritten; it stays in the record’s history and can be undone from there.`),
    ], `Take ${SIDES[side]}’s`);
    if (agreed) await acting(button, 'POST', path, record, side);
  };
  return el('button', { type: 'button', 'data-key': path, onclick: confirm }, `Take ${SIDES[side]}’s`);
}

async function acting(button, method, path, record, side) {
  button.disabled = true;
  try {
    const done = await call(method, path);
    tell(side
      ? [`${SIDES[side]}’s was chosen; both sides get it now. `, recordLink(record.table, record.record, 'See its history'), ' to undo it.']
      : [`${plural(done.requeued, 'record is', 'records are')} looked at again as they are now. What still does not fit is parked again.`]);
  } catch (failed) {
    tell([failed.message]);
  } finally {
    button.disabled = false;
  }
}

/** Says what an action did, where the person is. */
export function tell(parts) {
  const done = document.querySelector('#record:not([hidden]) .done') || byId('done');
  done.replaceChildren(...parts);
  done.hidden = false;
}
