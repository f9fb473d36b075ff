/** The few ways in which the page touches the document. Values of records only ever get in as text. */

export const byId = id => document.getElementById(id);

/** An element with attributes and children; null children are left out. */
export function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === false || value === undefined || value === null) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Leaves what is the same alone, so that nobody's focus or selection is lost each second. */
export function replace(parent, elements) {
  const html = elements.map(element => element.outerHTML).join('');
  if (parent.dataset.shown === html) return;
  parent.dataset.shown = html;
  const focus = parent.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  parent.replaceChildren(...elements);
  if (focus) parent.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
}

export const empty = text => el('li', { class: 'empty' }, text);
