/** How numbers, times and names are written. */

export const DIRECTIONS = { tables_to_supabase: 'Zapier → Supabase', supabase_to_tables: 'Supabase → Zapier' };
export const SIDES = { supabase: 'Supabase', zapier: 'Zapier' };

/** How far this machine's clock is ahead of the bridge's. */
let ahead = 0;
export const setServerTime = at => { ahead = Date.now() - Date.parse(at); };
export const now = () => Date.now() - ahead;

export const count = value => value.toLocaleString('en-GB');

/** Three digits are enough. */
export function millis(value) {
  if (value === undefined) return '–';
  if (value < 1000) return `${Math.round(value)} ms`;
  if (value < 10_000) return `${(value / 1000).toFixed(2)} s`;
  if (value < 60_000) return `${(value / 1000).toFixed(1)} s`;
  if (value < 3_600_000) return `${Math.round(value / 60_000)} min`;
  if (value < 172_800_000) return `${(value / 3_600_000).toFixed(1)} h`;
  return `${Math.round(value / 86_400_000)} d`;
}

export function ago(at) {
  if (!at) return 'never';
  const seconds = Math.max(0, Math.floor((now() - Date.parse(at)) / 1000));
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds / 5) * 5} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

export const clock = at => new Date(at).toLocaleTimeString('en-GB');

export function moment(at) {
  const when = new Date(at);
  const day = when.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
  return `${day}, ${when.toLocaleTimeString('en-GB')}`;
}

export const perMinute = (changes, minutes) => {
  const rate = changes / minutes;
  return rate >= 10 || rate === 0 ? count(Math.round(rate)) : rate.toFixed(1);
};

/** A rule of the decision table in words. */
const RULES = {
  conflict_zapier_newer: 'Zapier’s edit was newer', conflict_supabase_wins: 'Supabase’s edit was as new or newer',
  conflict_policy_supabase: 'the table’s policy: Supabase wins', conflict_policy_zapier: 'the table’s policy: Zapier wins',
  conflict_chosen_supabase: 'a person took Supabase’s', conflict_chosen_zapier: 'a person took Zapier’s',
  conflict_merged: 'merged field by field', recovered_edit: 'an edit that a write replaced unseen was brought back',
  late_landing: 'an older write landed late and was put right', vanished: 'neither alive nor in the trash',
};
export const rule = name => RULES[name]
  || (name || '').replaceAll('_', ' ').replaceAll('supabase', 'Supabase').replaceAll('zapier', 'Zapier');

export const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;
