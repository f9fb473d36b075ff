/** Asks before something is overwritten, and shows what is to be copied. */
import { byId } from '/assets/dom.js';

/** Answers true when the person agreed; without a word for yes there is only a way out. */
export function ask(title, content, yes) {
  const dialog = byId('dialog');
  byId('dialog-title').textContent = title;
  byId('dialog-body').replaceChildren(...content);
  byId('dialog-yes').textContent = yes || '';
  byId('dialog-yes').hidden = !yes;
  byId('dialog-no').textContent = yes ? 'Cancel' : 'Close';
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise(done => dialog.addEventListener('close', () => done(dialog.returnValue === 'yes'), { once: true }));
}
