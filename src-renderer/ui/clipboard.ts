/**
 * Puts a text on the clipboard; answers whether it is there. Over plain HTTP a browser gives a page no clipboard: there
 * the text goes the way of a copy that the person made, which only works while a press of theirs is handled. Whoever
 * calls this says what became of it: `CopyButton` and `copyAndTell` do.
 */
export async function toClipboard(text: string): Promise<boolean> {
  const { clipboard } = navigator as { readonly clipboard?: Clipboard };
  if (clipboard === undefined) return copyByEvent(text);
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    return copyByEvent(text);
  }
}

/** Answers the browser's own copy with the text. Nothing is selected for it, and the focus stays where it is. */
function copyByEvent(text: string): boolean {
  let taken = false;
  const give = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData?.setData('text/plain', text);
    taken = event.clipboardData !== null;
  };
  document.addEventListener('copy', give, { capture: true });
  try {
    return document.execCommand('copy') && taken;
  } catch {
    return false;
  } finally {
    document.removeEventListener('copy', give, { capture: true });
  }
}

/** What to say where there is no clipboard. */
export const NO_CLIPBOARD = 'This browser gives no clipboard here';
