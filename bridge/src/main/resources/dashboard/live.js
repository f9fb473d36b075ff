/** What the bridge tells while the page is open, and whether it still does. */
import { setServerTime } from '/assets/text.js';

/** A beat comes every five seconds; three missed ones are no accident. */
const SILENCE = 16_000;
const AGAIN = 3_000;

let stream = null;
let heardAt = 0;
let lost = null;
let listener = null;
let retry = 0;

/** @param told functions state(json), lost(since, why), back(), refused() */
export function listen(told) {
  listener = told;
  close();
  stream = new EventSource('/api/events');
  heardAt = heardAt || Date.now();
  stream.addEventListener('beat', event => { setServerTime(JSON.parse(event.data).at); heard(); });
  stream.addEventListener('state', event => { heard(); listener.state(JSON.parse(event.data)); });
  stream.addEventListener('away', () => { away('The database does not answer.'); });
  stream.addEventListener('over', () => { close(); listener.refused(); });
  stream.addEventListener('error', () => failed(stream));
}

export function close() {
  clearTimeout(retry);
  stream?.close();
  stream = null;
}

function heard() {
  heardAt = Date.now();
  if (lost) {
    lost = null;
    listener.back();
  }
}

function away(why) {
  lost = lost || { since: heardAt || Date.now() };
  listener.lost(lost.since, why);
}

/** A stream that is closed for good was answered with an error; the session says which. */
async function failed(ended) {
  if (ended !== stream) return;
  away('The bridge cannot be reached.');
  if (ended.readyState !== EventSource.CLOSED) return;
  const answer = await fetch('/api/state').catch(() => null);
  if (ended !== stream) return;
  if (answer?.status === 401) {
    close();
    listener.refused();
    return;
  }
  if (answer && !answer.ok) {
    away(answer.status === 503 ? 'The database does not answer.' : `The bridge answers with an error (${answer.status}).`);
  }
  retry = setTimeout(() => listen(listener), AGAIN);
}

setInterval(() => {
  if (stream && heardAt && Date.now() - heardAt > SILENCE) {
    away('The bridge has fallen silent.');
    listen(listener);
  }
}, 2_000);
