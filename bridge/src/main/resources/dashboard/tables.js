/** The figures on top and the table of tables. */
import { byId, el, replace } from '/assets/dom.js';
import { DIRECTIONS, ago, count, millis, perMinute } from '/assets/text.js';

const WINDOW = 5;

export function drawTables(state) {
  replace(byId('figures'), figures(state));
  const table = byId('table-rows').closest('table');
  const bodies = state.tables.length ? state.tables.map(line => body(line, state))
    : [el('tbody', {}, el('tr', {}, el('td', { colspan: 10, class: 'empty' }, 'No table is linked yet.')))];
  bodies[0].id = 'table-rows';
  const html = bodies.map(each => each.outerHTML).join('');
  if (table.dataset.shown === html) return;
  table.dataset.shown = html;
  table.replaceChildren(table.tHead, ...bodies);
}

function figures(state) {
  const lines = state.tables.flatMap(table => Object.values(table.directions));
  const sum = name => state.tables.reduce((total, table) => total + table[name], 0);
  const worst = name => Math.max(...lines.filter(line => line[name] !== undefined).map(line => line[name]));
  const waits = Math.max(0, ...state.tables.map(table => table.behind_ms));
  const typical = worst('p50_ms');
  const behind = Math.max(waits, typical);
  const doubt = sum('in_doubt');
  return [
    figure('Behind', Number.isFinite(behind) ? millis(behind) : '–',
      Number.isFinite(typical) ? `p99 ${millis(worst('p99_ms'))}, slowest table` : 'no change in 5 min'),
    figure('Changes', [perMinute(lines.reduce((total, line) => total + line.changes, 0), WINDOW), el('small', {}, ' / min')], 'last 5 min'),
    figure('Pending', count(sum('pending')), doubt ? `${count(doubt)} in doubt` : 'none in doubt'),
    figure('Parked', count(sum('parked')), sum('parked') ? 'waiting for a person' : 'nothing waits for a person', sum('parked') > 0),
    calls(state.budget),
  ];
}

function calls(budget) {
  if (!budget) return figure('Zapier calls', 'no limit', 'none is set');
  const outlook = { lasts: 'lasts at this pace', nearly: 'nearly used at this pace', used_up: 'used up: calls wait' }[budget.outlook];
  return figure('Zapier calls', [count(budget.used), el('small', {}, ` of ${count(budget.limit)} in ${millis(budget.window_ms).replace('.0', '')}`)],
    outlook, budget.outlook === 'used_up');
}

const figure = (name, value, more, warn) =>
  el('div', {}, el('dt', {}, name), el('dd', { class: warn ? 'warn' : false }, value), el('dd', {}, more));

function body(table, state) {
  const names = Object.keys(DIRECTIONS).filter(name => !table.one_way || name === 'tables_to_supabase');
  return el('tbody', {}, names.map((name, index) => {
    const lag = table.directions[name] || {};
    const whole = (text, label, warn) => index > 0 ? null
      : el('td', { class: `number${warn ? ' warn' : ''}`, rowspan: names.length, 'data-label': label }, text);
    const late = index === 0 && table.behind_ms > 1000;
    return el('tr', { class: lag.last_at ? false : 'idle' },
      index > 0 ? null : el('th', { scope: 'rowgroup', rowspan: names.length }, table.name, marks(table, state)),
      el('td', { class: 'way' }, DIRECTIONS[name]),
      number('Lag now', late ? millis(Math.max(table.behind_ms, lag.last_ms || 0)) : millis(lag.last_ms), table.behind_ms > 30_000 && index === 0),
      number('p50', millis(lag.p50_ms)), number('p95', millis(lag.p95_ms)), number('p99', millis(lag.p99_ms)),
      number('Per minute', lag.changes === undefined ? '–' : perMinute(lag.changes, WINDOW), false, 'rate'),
      number('Last success', lag.last_at ? ago(lag.last_at) : 'no change yet', false, 'success'),
      whole(count(table.pending), 'Pending'), whole(count(table.parked), 'Parked', table.parked > 0));
  }));
}

const number = (label, text, warn, more) =>
  el('td', { class: `number${warn ? ' warn' : ''}${text === '–' || text === 'no change yet' ? ' none' : ''}${more ? ` ${more}` : ''}`, 'data-label': label }, text);

function marks(table, state) {
  const quiet = state.quiet.filter(rest => rest.table === table.name);
  const whole = quiet.find(rest => !rest.tenant);
  const tenants = quiet.filter(rest => rest.tenant);
  return [
    table.paused ? el('small', { class: 'warn' }, `Paused: ${table.paused}`) : null,
    whole ? el('small', {}, `${whole.told[0].toUpperCase()}${whole.told.slice(1)}; changes wait`) : null,
    tenants.length ? el('small', {}, `${tenants.length === 1 ? `Tenant ${tenants[0].tenant} is` : `${tenants.length} tenants are`} quiet`) : null,
  ];
}
