'use strict';

const byId = id => document.getElementById(id);
const DIRECTIONS = { tables_to_supabase: 'Zapier → Supabase', supabase_to_tables: 'Supabase → Zapier' };
const SIDES = { supabase: 'Supabase', zapier: 'Zapier' };

const SPANS = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000 };

let session = {};
let state = null;
let chart = null;
let span = '1h';
let stream = null;

/** An element with text or children; values of records only ever get in as text. */
function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === 'class') element.className = value;
    else if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined).map(child =>
    child instanceof Node ? child : document.createTextNode(String(child))));
  return element;
}

function millis(value) {
  if (value === undefined) return '–';
  if (value < 1000) return `${value} ms`;
  if (value < 60_000) return `${(value / 1000).toFixed(1)} s`;
  if (value < 3_600_000) return `${Math.round(value / 60_000)} min`;
  return `${(value / 3_600_000).toFixed(1)} h`;
}

function ago(at) {
  if (!at) return 'never';
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(at)) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h ago`;
  return new Date(at).toLocaleDateString();
}

async function call(method, path, body) {
  const headers = { 'X-CSRF-Token': session.csrf || '' };
  if (body) headers['Content-Type'] = 'application/json';
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  const json = text ? JSON.parse(text) : {};
  if (!answer.ok) throw Object.assign(new Error(json.title || `the bridge answered ${answer.status}`), { status: answer.status });
  return json;
}

// ---- who looks

async function begin() {
  const link = new URLSearchParams(location.hash.slice(1));
  const given = link.has('token') ? { token: link.get('token') } : link.has('share') ? { share: link.get('share') } : null;
  if (given) history.replaceState(null, '', '/');
  try {
    session = given ? await call('POST', '/api/session', given) : await call('GET', '/api/session');
  } catch (failed) {
    session = failed.status ? { configured: true } : {};
    byId('login-error').textContent = failed.message;
    if (!failed.status) return disconnected();
  }
  show();
}

function show() {
  const known = Boolean(session.role);
  byId('unset').hidden = session.configured !== false;
  byId('login').hidden = known || session.configured === false;
  byId('page').hidden = !known;
  byId('logout').hidden = !known;
  byId('share').hidden = session.role !== 'admin';
  byId('who').textContent = session.role === 'viewer' ? 'Read-only link; contents of records are not shown' : '';
  if (known) listen();
}

byId('login-form').addEventListener('submit', async event => {
  event.preventDefault();
  byId('login-error').textContent = '';
  try {
    session = await call('POST', '/api/session', { token: byId('token').value });
    byId('token').value = '';
    show();
  } catch (failed) {
    byId('login-error').textContent = failed.message;
  }
});

byId('logout').addEventListener('click', async () => {
  stream?.close();
  await call('DELETE', '/api/session').catch(() => {});
  location.reload();
});

byId('share').addEventListener('click', async () => {
  const given = await call('POST', '/api/share');
  const link = `${location.origin}/#share=${given.share}`;
  await navigator.clipboard?.writeText(link).catch(() => {});
  prompt(`This link lets anybody look for ${given.days} days, without contents of records:`, link);
});

// ---- what is so

function listen() {
  stream = new EventSource('/api/events');
  stream.addEventListener('state', event => {
    state = JSON.parse(event.data);
    byId('connection').hidden = true;
    draw();
  });
  stream.addEventListener('away', () => disconnected('The database does not answer. What is shown may be old.'));
  stream.addEventListener('error', async () => {
    disconnected();
    if (stream.readyState === EventSource.CLOSED) {
      const now = await call('GET', '/api/session').catch(() => null);
      if (now && !now.role) location.reload();
      else setTimeout(listen, 3000);
    }
  });
}

function disconnected(why) {
  const banner = byId('connection');
  banner.textContent = why || 'The bridge cannot be reached. What is shown may be old; trying again.';
  banner.hidden = false;
}

function draw() {
  const verdict = byId('verdict');
  verdict.dataset.state = state.verdict.state;
  setText('verdict-text', state.verdict.text);
  setText('verdict-detail', state.verdict.detail || '\u00a0');
  document.title = state.verdict.state === 'in_sync' ? 'In sync – Sync bridge' : `${state.verdict.text} – Sync bridge`;
  const problems = state.problems.length > 1 ? state.problems : [];
  byId('problems').hidden = problems.length === 0;
  replace('problem-list', problems.map(problem => el('li', {}, problem)));
  replace('table-rows', state.tables.length ? state.tables.flatMap(tableRows)
    : [el('tr', {}, el('td', { colspan: 11, class: 'empty' }, 'No table is linked yet.'))]);
  replace('parked', state.parked.length ? state.parked.map(parkedItem) : [empty('Nothing is parked.')]);
  byId('retry-all').hidden = session.role !== 'admin' || state.parked.length < 2;
  replace('conflicts', state.conflicts.length ? state.conflicts.map(conflictItem) : [empty('None.')]);
  replace('feeds', state.feeds.length ? [...state.feeds.map(feedItem), ...state.clocks.map(clockItem)] : [empty('None yet.')]);
  drawChoice();
}

const setText = (id, text) => { if (byId(id).textContent !== text) byId(id).textContent = text; };
const empty = text => el('li', { class: 'empty' }, text);

/** Leaves what is the same alone, so that nobody's focus or selection is lost each second. */
function replace(id, elements) {
  const parent = byId(id);
  const html = elements.map(element => element.outerHTML).join('');
  if (parent.dataset.shown !== html) {
    parent.dataset.shown = html;
    const focus = document.activeElement?.dataset?.key;
    parent.replaceChildren(...elements);
    if (focus) parent.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  }
}

function tableRows(table) {
  const directions = Object.keys(DIRECTIONS).filter(name => table.directions[name]);
  const lines = directions.length ? directions : [''];
  return lines.map((name, index) => {
    const lag = table.directions[name] || {};
    const first = index === 0;
    const rest = first ? '' : ' rest';
    const number = (text, warn) => el('td', { class: `number${rest}${warn ? ' warn' : ''}` }, text);
    const whole = text => first ? text : '';
    return el('tr', {},
      first ? el('th', { scope: 'row' }, table.name, table.paused ? el('div', { class: 'warn' }, 'paused') : null)
        : el('td', { class: 'rest' }),
      el('td', { class: rest.trim() }, DIRECTIONS[name] || 'nothing yet'),
      number(lag.last_at ? ago(lag.last_at) : '–'), number(millis(lag.last_ms)), number(millis(lag.p50_ms)),
      number(millis(lag.p95_ms)), number(millis(lag.p99_ms)),
      number(lag.changes === undefined ? '–' : (lag.changes / 5).toFixed(lag.changes < 50 ? 1 : 0)),
      number(whole(table.pending), first && table.behind_ms > 30_000), number(whole(table.parked), first && table.parked > 0),
      el('td', { class: rest.trim() }, whole(compared(table.compared))));
  });
}

function compared(last) {
  if (!last || !last.at) return 'never';
  return `${ago(last.at)}: ${last.rows} rows, ${last.records} records, ${last.differed} differed`;
}

function parkedItem(record) {
  const act = (label, path) => el('button', {
    type: 'button', 'data-key': `${record.id}${path}`, onclick: event => acting(event.target, `/api/parked/${record.id}/${path}`),
  }, label);
  return el('li', {},
    el('div', {}, el('strong', {}, record.table), ' ', el('code', {}, record.record),
      el('div', {}, record.reason || `stopped at: ${record.stage}`)),
    session.role === 'admin' ? el('div', { class: 'actions' }, act('Retry', 'retry'),
      act('Take Supabase’s', 'take/supabase'), act('Take Zapier’s', 'take/zapier')) : null);
}

function conflictItem(conflict) {
  const value = json => json === undefined || json === null ? 'empty' : typeof json === 'string' ? json : JSON.stringify(json);
  const values = conflict.fields.filter(field => 'kept' in field).flatMap(field => [
    el('dt', {}, field.name), el('dd', {}, `kept ${value(field.kept)}`), el('dd', {}, `gave up ${value(field.lost)}`)]);
  return el('li', {},
    el('div', {}, el('strong', {}, conflict.table), ' ', el('code', {}, conflict.record),
      el('div', { class: 'hint' }, `${SIDES[conflict.winner]} won by ${conflict.rule}: `
        + (conflict.fields.map(field => field.name).join(', ') || 'no field left to write'))),
    el('div', { class: 'hint' }, ago(conflict.at)),
    values.length ? el('dl', {}, ...values) : null);
}

function feedItem(feed) {
  return el('li', {}, el('span', {}, `${feed.table}, ${SIDES[feed.side]}`),
    el('span', { class: feed.silent ? 'warn' : 'hint' }, feed.silent ? `silent, last ${ago(feed.heard_at)}` : ago(feed.heard_at)));
}

function clockItem(clock) {
  return el('li', {}, el('span', {}, `Clock of ${SIDES[clock.side] || clock.side}`),
    el('span', { class: Math.abs(clock.ahead_ms) > 5000 ? 'warn' : 'hint' },
      `${clock.ahead_ms >= 0 ? '+' : ''}${(clock.ahead_ms / 1000).toFixed(1)} s`));
}

async function acting(button, path) {
  button.disabled = true;
  try {
    const done = await call('POST', path);
    byId('done').textContent = `${done.requeued} ${done.requeued === 1 ? 'record is' : 'records are'} being looked at again.`;
  } catch (failed) {
    byId('done').textContent = failed.message;
    button.disabled = false;
  }
}

byId('retry-all').addEventListener('click', event => acting(event.target, '/api/parked/retry').then(() => { event.target.disabled = false; }));

// ---- the chart

function drawChoice() {
  const choice = byId('chart-table');
  const names = state.tables.map(table => table.name);
  if (names.join() !== [...choice.options].map(option => option.value).join()) {
    const chosen = choice.value;
    choice.replaceChildren(...names.map(name => el('option', { value: name }, name)));
    if (names.includes(chosen)) choice.value = chosen;
    drawChart();
  }
}

byId('chart-table').addEventListener('change', () => drawChart());
byId('spans').addEventListener('click', event => {
  if (!event.target.dataset.span) return;
  span = event.target.dataset.span;
  for (const button of byId('spans').children) button.setAttribute('aria-pressed', String(button.dataset.span === span));
  drawChart();
});
setInterval(() => { if (state && !document.hidden) drawChart(); }, 15_000);
setInterval(() => { if (state && !document.hidden) draw(); }, 5_000);

async function drawChart() {
  const table = byId('chart-table').value;
  if (!table || typeof Chart === 'undefined') return;
  const lines = await call('GET', `/api/chart?table=${encodeURIComponent(table)}&span=${span}`).catch(() => null);
  if (!lines) return;
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue(name).trim();
  const shades = { tables_to_supabase: colour('--accent'), supabase_to_tables: colour('--soft') };
  const sets = Object.entries(lines).flatMap(([direction, points]) => ['p50', 'p99'].map(share => ({
    label: `${DIRECTIONS[direction]} ${share}`, borderColor: shades[direction], borderWidth: share === 'p50' ? 2 : 1,
    borderDash: share === 'p50' ? [] : [4, 4], pointRadius: points.length < 10 ? 2 : 0, tension: 0,
    data: points.map(point => ({ x: Date.parse(point.at), y: point[`${share}_ms`] })),
  })));
  byId('chart-empty').hidden = sets.length > 0;
  const now = Date.now();
  const options = {
    animation: false, maintainAspectRatio: false, interaction: { mode: 'nearest', intersect: false },
    scales: {
      x: { type: 'linear', min: now - SPANS[span], max: now, ticks: { color: colour('--soft'), maxTicksLimit: 8, callback: when => label(when) }, grid: { display: false } },
      y: { type: 'logarithmic', title: { display: true, text: 'ms', color: colour('--soft') },
        ticks: { color: colour('--soft'), maxTicksLimit: 6 }, grid: { color: colour('--line') } },
    },
    plugins: {
      legend: { position: 'bottom', labels: { color: colour('--soft'), boxWidth: 24, boxHeight: 0 } },
      tooltip: { callbacks: { title: items => items.length ? new Date(items[0].parsed.x).toLocaleString() : '',
        label: item => `${item.dataset.label}: ${millis(item.parsed.y)}` } },
    },
  };
  if (chart) {
    chart.data.datasets = sets;
    chart.options = options;
    chart.update();
  } else {
    chart = new Chart(byId('chart'), { type: 'line', data: { datasets: sets }, options });
  }
}

function label(when) {
  const at = new Date(when);
  return span === '7d' ? at.toLocaleDateString([], { weekday: 'short', hour: '2-digit' })
    : at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

begin();
