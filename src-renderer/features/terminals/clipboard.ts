/** Characters that are no text: a program would take them for keys, or for the end of the paste. Tab and line ends stay. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * A text as it may be pasted into a terminal: what controls it is shown as a picture of itself. Programs are told by
 * `ESC [201~` where a paste ends (bracketed paste); a text that holds that itself would press keys after it.
 */
export function pastable(text: string): string {
  return text.replaceAll(CONTROLS, (control) => {
    const code = control.charCodeAt(0);
    if (code === 0x7f) return '\u2421';
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });
}

/** What was selected, without the blanks with which a program filled its lines up. */
export function copyable(text: string): string {
  return text.replaceAll(/[ \t]+$/gm, '');
}
