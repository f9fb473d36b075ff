/** Finds a record by its key, its Zapier id, a sync id or a unique value. */
import { byId, el } from '/assets/dom.js';
import { call } from '/assets/bridge.js';
import { recordAddress, recordLink } from '/assets/record.js';

const FITS = { key: 'by its key', zapier_record: 'by its Zapier id', sync_id: 'by sync id', unique_key: 'by a unique value' };

export function beginSearch() {
  byId('search').addEventListener('submit', event => {
    event.preventDefault();
    const text = byId('query').value.trim();
    if (text) location.hash = `#/search/${encodeURIComponent(text)}`;
  });
}

export async function showMatches(text) {
  const parent = byId('record');
  parent.replaceChildren(el('div', { class: 'card bones' }, el('span', { class: 'bone wide' }, 'Searching')));
  let content;
  try {
    const { matches } = await call('GET', `/api/search?q=${encodeURIComponent(text)}`);
    if (matches.length === 1) {
      location.replace(recordAddress(matches[0].table, matches[0].record));
      return;
    }
    content = matches.length
      ? el('ul', { class: 'matches' }, matches.map(match => el('li', {}, recordLink(match.table, match.record), el('span', { class: 'hint' }, FITS[match.by]))))
      : el('p', {}, 'Nothing has this id. Search for a record’s key, its Zapier record id, a sync id from an audit row, or the value of a unique field, as it is written there.');
  } catch (failed) {
    content = el('p', {}, failed.message);
  }
  parent.replaceChildren(el('a', { href: '#', class: 'back' }, '← All tables'),
    el('div', { class: 'subject' }, el('h2', { tabindex: -1 }, 'Search: ', el('span', { class: 'id' }, text))),
    el('section', { class: 'card', 'aria-label': 'Matches' }, content));
}
