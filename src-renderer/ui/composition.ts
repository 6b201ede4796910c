/**
 * Whether a key press belongs to a composition (an input method that makes characters of several keys). Chromium and
 * Firefox say so; Safari ends the composition first and tells of the key that ended it afterwards, as key code 229.
 */
export function isOfComposition(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Editors that follow compositions by themselves. */
const OWN = '.xterm, .monaco-editor';

/**
 * Keeps the keys of compositions from every handler of the page, once for all fields: the Enter that takes a word must
 * neither send nor save, the Escape that drops it must not close. The input method gets them as before.
 */
export function keepCompositions(): void {
  window.addEventListener(
    'keydown',
    (event) => {
      const { target } = event;
      if (!isOfComposition(event) || (target instanceof Element && target.closest(OWN) !== null)) return;
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
