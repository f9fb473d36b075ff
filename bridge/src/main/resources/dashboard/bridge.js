/** Talks with the bridge, and knows who looks. */

export const session = { configured: true };

/** Called when the bridge no longer knows the session. */
let onEnd = () => {};
export const whenSessionEnds = action => { onEnd = action; };

/** Answers the JSON, or throws an Error with a message for people and the status; 0 when nobody answered. */
export async function call(method, path, body) {
  const headers = { 'X-CSRF-Token': session.csrf || '' };
  if (body) headers['Content-Type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw Object.assign(new Error('The bridge cannot be reached.'), { status: 0 });
  }
  const text = await answer.text();
  let json = {};
  try { json = text ? JSON.parse(text) : {}; } catch { /* what stands between us answered, not the bridge */ }
  if (!answer.ok) {
    if (answer.status === 401 && session.role) onEnd();
    const title = json.title ? json.title[0].toUpperCase() + json.title.slice(1) : `The bridge answered ${answer.status}`;
    throw Object.assign(new Error(/[.!?]$/.test(title) ? title : `${title}.`), { status: answer.status });
  }
  return json;
}

export async function enter(method, given) {
  const known = await call(method, '/api/session', given);
  for (const key of Object.keys(session)) delete session[key];
  Object.assign(session, known);
}

export const isAdmin = () => session.role === 'admin';
