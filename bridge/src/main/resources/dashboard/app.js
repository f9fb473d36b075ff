/** Puts the page together: who looks, what is shown, what the bridge tells. */
import { byId, el, replace, setText } from '/assets/dom.js';
import { clock, moment } from '/assets/text.js';
import { call, enter, isAdmin, session, whenSessionEnds } from '/assets/bridge.js';
import * as live from '/assets/live.js';
import { drawTables } from '/assets/tables.js';
import { beginChart, chooseTable, drawChart } from '/assets/lag.js';
import { beginParked, drawParked } from '/assets/parked.js';
import { drawConflicts } from '/assets/conflicts.js';
import { drawHealth } from '/assets/health.js';
import { showRecord } from '/assets/record.js';
import { beginSearch, showMatches } from '/assets/search.js';
import { ask } from '/assets/dialog.js';

let state = null;

// ---- who looks

async function begin() {
  const link = new URLSearchParams(location.hash.slice(1));
  const given = link.has('token') ? { token: link.get('token') } : link.has('share') ? { share: link.get('share') } : null;
  if (given) history.replaceState(null, '', '/');
  try {
    await enter(given ? 'POST' : 'GET', given);
  } catch (failed) {
    if (!failed.status || failed.status >= 500) {
      banner(`${failed.message} Trying again.`);
      setTimeout(begin, 3000);
      return;
    }
    byId('login-error').textContent = failed.message;
  }
  banner();
  show();
}

function show() {
  const known = Boolean(session.role);
  byId('unset').hidden = session.configured !== false;
  byId('login').hidden = known || session.configured === false;
  for (const id of ['search', 'live', 'logout']) byId(id).hidden = !known;
  byId('share').hidden = !isAdmin();
  byId('guest').hidden = session.role !== 'viewer';
  setText(byId('guest-until'), session.expires ? `It ends on ${moment(session.expires)}.` : '');
  if (known && !state) {
    setText(byId('live'), 'Connecting');
    expectRows();
  }
  route();
  if (known) live.listen(told);
}

/** Keeps as much room as the tables took the last time, so that nothing moves when they come. */
function expectRows() {
  const rows = Number(localStorage.getItem('rows')) || 7;
  byId('table-rows').rows[0].cells[0].height = rows * 35;
}

function ended() {
  live.close();
  if (!session.role) return;
  const was = session.role;
  delete session.role;
  byId('dialog').close();
  setText(byId('login-why'), was === 'viewer' ? 'Your link has ended. Ask an admin for another one.' : 'Your session has ended. Log in again to go on where you were.');
  byId('login-why').hidden = false;
  banner();
  show();
}

byId('login-form').addEventListener('submit', async event => {
  event.preventDefault();
  byId('login-error').textContent = '';
  try {
    await enter('POST', { token: byId('token').value });
    byId('token').value = '';
    byId('login-why').hidden = true;
    show();
    byId('main').focus();
  } catch (failed) {
    byId('login-error').textContent = failed.message;
  }
});

byId('logout').addEventListener('click', async () => {
  live.close();
  await call('DELETE', '/api/session').catch(() => {});
  location.replace('/');
  location.reload();
});

byId('share').addEventListener('click', async () => {
  const days = el('select', { id: 'days' }, ...[1, 7, 30].map(count => el('option', { value: count, selected: count === 7 }, count === 1 ? '1 day' : `${count} days`)));
  const agreed = await ask('Share a read-only link', [
    el('p', {}, 'Whoever has it sees how things stand. Contents of records are hidden, except fields that BRIDGE_VIEWER_FIELDS allows, and nothing can be changed. A new admin token ends all links.'),
    el('label', { for: 'days' }, 'It lasts '), days], 'Make the link');
  if (!agreed) return;
  try {
    const given = await call('POST', '/api/share', { days: Number(days.value) });
    const address = `${location.origin}/#share=${given.share}`;
    const copied = await navigator.clipboard?.writeText(address).then(() => true, () => false);
    const field = el('input', { id: 'link', readonly: true, value: address });
    await ask(copied ? 'The link is copied' : 'Copy this link', [el('label', { for: 'link' }, `It ends after ${given.days === 1 ? '1 day' : `${given.days} days`}.`), field]);
  } catch (failed) {
    banner(failed.message);
  }
});

// ---- what is shown

function banner(text) {
  byId('banner').hidden = !text;
  setText(byId('banner'), text || '');
}

/** The parts of the address; none where somebody mistyped it. */
function place() {
  try {
    return location.hash.split('/').map(decodeURIComponent);
  } catch {
    return [];
  }
}

function route() {
  const [, kind, ...rest] = place();
  const known = Boolean(session.role);
  const isRecord = known && (kind === 'record' || kind === 'search');
  byId('page').hidden = !known || isRecord;
  byId('record').hidden = !isRecord;
  if (!isRecord) byId('record').replaceChildren();
  else if (kind === 'record') showRecord(rest[0], rest.slice(1).join('/')).then(focus);
  else showMatches(rest.join('/')).then(focus);
  if (known && !isRecord && state) draw();
}

const focus = () => byId('record').querySelector('h2')?.focus();
addEventListener('hashchange', () => { route(); scrollTo(0, 0); });

function draw() {
  const { verdict } = state;
  byId('page').setAttribute('aria-busy', 'false');
  byId('verdict').dataset.state = verdict.state;
  setText(byId('verdict-text'), verdict.text);
  setText(byId('verdict-detail'), state.problems.length > 1 ? 'They are listed below.' : verdict.detail || '\u00a0');
  document.title = `${verdict.state === 'in_sync' ? 'In sync' : verdict.text} – Sync bridge`;
  byId('problems').hidden = state.problems.length < 2;
  replace(byId('problem-list'), state.problems.map(problem => el('li', {}, problem)));
  drawTables(state);
  drawParked(state);
  drawConflicts(state);
  drawHealth(state);
  chooseTable(state.tables);
  localStorage.setItem('rows', byId('chart-table').closest('main').querySelectorAll('.tables tbody tr').length);
}

const told = {
  state(news) {
    state = news;
    connected();
    if (!byId('page').hidden) draw();
  },
  back: connected,
  lost(since, why) {
    byId('page').classList.add('stale');
    byId('live').dataset.state = 'lost';
    setText(byId('live'), 'Not live');
    banner(`${why} What is shown is as of ${clock(since)}; trying again.`);
  },
  refused: ended,
};

function connected() {
  byId('page').classList.remove('stale');
  byId('live').dataset.state = 'live';
  setText(byId('live'), 'Live');
  banner();
}

whenSessionEnds(ended);
beginChart();
beginParked();
beginSearch();
setInterval(() => { if (state && !document.hidden && !byId('page').hidden && session.role) draw(); }, 5_000);
setInterval(() => { if (state && !document.hidden && !byId('page').hidden && session.role) drawChart(); }, 15_000);
begin();
