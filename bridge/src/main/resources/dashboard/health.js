/** The three boxes below: proof, ways in, calls and clocks. */
import { byId, el, empty, replace } from '/assets/dom.js';
import { SIDES, ago, count, millis } from '/assets/text.js';

export function drawHealth(state) {
  const proof = state.tables.map(table => line(table, state.verified.find(last => last.table === table.name)));
  replace(byId('proof'), proof.length ? proof : [empty('No table is linked yet.')]);
  const feeds = Map.groupBy(state.feeds, feed => feed.table);
  replace(byId('feeds'), feeds.size ? [...feeds].map(([table, ways]) => el('li', {}, el('span', {}, table),
    el('span', {}, ...ways.map(way)))) : [empty('Nothing was heard yet.')]);
  replace(byId('calls'), calls(state.budget));
  replace(byId('clocks'), state.clocks.map(clock => el('li', {}, el('span', {}, `Clock of ${SIDES[clock.side] || clock.side}`),
    el('span', { class: Math.abs(clock.ahead_ms) > 5000 ? 'warn' : false }, skew(clock.ahead_ms)))));
}

/** The later of the sweep, which compares with what was agreed, and verify, which compares both sides with each other. */
function line(table, verified) {
  const swept = table.compared;
  const newest = verified?.at && (!swept?.at || verified.at > swept.at) ? verified : swept;
  const differ = verified?.at ? verified.differing : 0;
  const trouble = swept?.trouble || verified?.trouble;
  return el('li', {}, el('span', {}, table.name),
    el('span', { class: differ || trouble || !newest?.at ? 'warn' : false },
      trouble ? 'broke off' : !newest?.at ? 'never' : told(newest, newest === verified),
      newest?.at ? el('small', {}, ` · ${ago(newest.at)}`) : ''));
}

/** A sweep has what differed synced at once; only verify may say that nothing differs. */
function told(last, isProof) {
  if (isProof) return last.differing ? `${count(last.differing)} differ` : `${count(last.rows)} equal`;
  return `${count(last.rows)} compared${last.differed ? `, ${count(last.differed)} differed` : ''}`;
}

function way(feed, index, all) {
  return el('span', { class: feed.silent ? 'warn nowrap' : 'nowrap', title: `${count(feed.heard)} heard` },
    `${SIDES[feed.side]} ${feed.silent ? `silent, ${ago(feed.heard_at)}` : ago(feed.heard_at)}${index < all.length - 1 ? ' ·\u00a0' : ''}`);
}

function calls(budget) {
  if (!budget) return [el('p', {}, 'No limit is set (ZAPIER_RATE_LIMIT is off).')];
  const told = {
    lasts: `${count(budget.per_minute)} of ${count(budget.allowed_per_minute)} a minute: lasts for good at this pace.`,
    nearly: `${count(budget.per_minute)} of ${count(budget.allowed_per_minute)} a minute: lasts, with little to spare.`,
    used_up: `${count(budget.per_minute)} of ${count(budget.allowed_per_minute)} a minute: used up for the moment, calls wait.`,
  }[budget.outlook];
  return [
    el('div', {}, el('label', { for: 'used' }, `${count(budget.used)} of ${count(budget.limit)} used in the last ${millis(budget.window_ms).replace('.0', '')}`)),
    el('meter', { id: 'used', min: 0, max: budget.limit, high: budget.limit * 0.9, optimum: 0, value: budget.used }, `${budget.used}`),
    el('p', { class: budget.outlook === 'used_up' ? 'warn' : 'hint' }, told),
  ];
}

const skew = ahead => Math.abs(ahead) < 1000 ? 'agrees' : `${(Math.abs(ahead) / 1000).toFixed(1)} s ${ahead > 0 ? 'ahead' : 'behind'}`;
