/** The chart of lag over time. The library comes after everything else: the page says how things stand without it. */
import { byId, el, setText } from '/assets/dom.js';
import { DIRECTIONS, clock, millis, moment, now } from '/assets/text.js';
import { call } from '/assets/bridge.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How far back, how long one point is, and how far apart the marks below are. */
const SPANS = {
  '15m': { whole: 15 * MINUTE, step: MINUTE, mark: 3 * MINUTE }, '1h': { whole: HOUR, step: MINUTE, mark: 10 * MINUTE },
  '24h': { whole: DAY, step: 15 * MINUTE, mark: 4 * HOUR }, '7d': { whole: 7 * DAY, step: 2 * HOUR, mark: DAY },
  '14d': { whole: 14 * DAY, step: 4 * HOUR, mark: 2 * DAY },
};
/** A silence of more points than these is shown as one. */
const GAP = 3;
let span = '1h';
let chart = null;
let library = null;

export function beginChart() {
  byId('chart-table').addEventListener('change', drawChart);
  byId('spans').addEventListener('click', event => {
    const button = event.target.closest('[data-span]');
    if (!button) return;
    span = button.dataset.span;
    for (const each of byId('spans').children) each.setAttribute('aria-pressed', String(each === button));
    drawChart();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawChart);
}

export function chooseTable(tables) {
  const choice = byId('chart-table');
  const names = tables.map(table => table.name);
  if (names.join() === [...choice.options].map(option => option.value).join()) return;
  const chosen = choice.value;
  choice.replaceChildren(...names.map(name => el('option', { value: name }, name)));
  // Begin with a table that has something to show.
  const busiest = [...tables].sort((a, b) => changes(b) - changes(a))[0];
  choice.value = names.includes(chosen) ? chosen : busiest?.name || '';
  drawChart();
}

const changes = table => Object.values(table.directions).reduce((total, line) => total + line.changes + 0.5, 0);

function load() {
  library = library || new Promise((done, failed) => {
    const script = el('script', { src: '/assets/chart.js', onload: done, onerror: failed });
    document.head.append(script);
  });
  return library;
}

export async function drawChart() {
  const table = byId('chart-table').value;
  if (!table) return;
  const asked = span;
  const lines = await call('GET', `/api/chart?table=${encodeURIComponent(table)}&span=${asked}`).catch(() => null);
  if (!lines || asked !== span || table !== byId('chart-table').value) return;
  const loaded = await load().then(() => true, () => false);
  tell(table, lines);
  if (!loaded) {
    setText(byId('chart-empty'), 'The chart could not be loaded.');
    byId('chart-empty').hidden = false;
    return;
  }
  draw(lines);
}

/** What the chart shows, for those who do not see it. */
function tell(table, lines) {
  const told = Object.entries(lines).filter(([, points]) => points.length).map(([direction, points]) => {
    const worst = points.reduce((most, point) => point.p99_ms > most.p99_ms ? point : most);
    const when = SPANS[span].whole > DAY ? moment(worst.at) : clock(worst.at).slice(0, 5);
    return `${DIRECTIONS[direction]}: slowest p99 ${millis(worst.p99_ms)} at ${when}.`;
  });
  setText(byId('chart-told'), told.length ? told.join(' ') : '\u00a0');
  byId('chart-empty').hidden = told.length > 0;
}

function draw(lines) {
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue(name).trim();
  const shades = { tables_to_supabase: colour('--accent'), supabase_to_tables: colour('--firm') };
  const sets = Object.entries(lines).flatMap(([direction, points]) => ['p50', 'p99'].map(share => ({
    label: `${DIRECTIONS[direction]} ${share}`, borderColor: shades[direction], backgroundColor: shades[direction],
    borderWidth: share === 'p50' ? 2 : 1.25, borderDash: share === 'p50' ? [] : [3, 3],
    pointRadius: alone, pointHoverRadius: 4, pointHitRadius: 12,
    data: line(points, `${share}_ms`),
  })));
  const soft = colour('--soft');
  const font = { family: getComputedStyle(document.body).fontFamily, size: 12 };
  const options = {
    animation: false, maintainAspectRatio: false, interaction: { mode: 'nearest', axis: 'x', intersect: false },
    layout: { padding: { top: 4 } },
    scales: {
      x: { type: 'linear', min: now() - SPANS[span].whole, max: now(), afterBuildTicks: marks, border: { color: colour('--line') }, grid: { display: false },
        ticks: { color: soft, font, autoSkipPadding: 16, maxRotation: 0, callback: label } },
      y: { type: 'logarithmic', ...range(lines), border: { display: false }, grid: { color: colour('--line') },
        ticks: { color: soft, font, maxTicksLimit: 5, callback: round } },
    },
    plugins: {
      legend: { display: false },
      tooltip: { titleFont: font, bodyFont: font, boxWidth: 8, boxHeight: 8, callbacks: {
        title: items => items.length ? moment(items[0].parsed.x) : '',
        label: item => `${item.dataset.label}  ${millis(item.parsed.y)}` } },
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

/** The points of a line, broken where nothing was synced for a while. */
function line(points, name) {
  const { step } = SPANS[span];
  return points.flatMap((point, index) => {
    const at = Date.parse(point.at);
    const breaks = index > 0 && at - Date.parse(points[index - 1].at) > GAP * step;
    return [...(breaks ? [{ x: at - step, y: null }] : []), { x: at, y: Math.max(1, point[name]) }];
  });
}

/** A point that no line leads to would not be seen. */
function alone({ dataset, dataIndex }) {
  const near = index => dataset.data[index]?.y ?? null;
  return near(dataIndex - 1) === null && near(dataIndex + 1) === null ? 2 : 0;
}

function range(lines) {
  const all = Object.values(lines).flat();
  return { suggestedMin: Math.min(100, ...all.map(point => point.p50_ms)) * 0.7, suggestedMax: Math.max(200, ...all.map(point => point.p99_ms)) * 1.3 };
}

/** Marks at whole minutes, hours and days of this place. */
function marks(scale) {
  const { mark } = SPANS[span];
  const offset = new Date(scale.max).getTimezoneOffset() * MINUTE;
  scale.ticks = [];
  for (let at = Math.ceil((scale.min - offset) / mark) * mark + offset; at <= scale.max; at += mark) scale.ticks.push({ value: at });
}

/** Only powers of ten and their halves: the scale's other marks would crowd. */
function round(value) {
  const lead = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  return Math.abs(lead - 1) < 0.01 || Math.abs(lead - 5) < 0.01 ? millis(value).replace('.00', '').replace('.0', '') : '';
}

function label(when) {
  const at = new Date(when);
  return SPANS[span].whole > DAY ? at.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })
    : at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
