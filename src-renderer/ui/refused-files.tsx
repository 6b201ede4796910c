/** What was to be attached: names as far as there are any, and whether text beside it was taken. */
interface RefusedFiles {
  readonly names: readonly string[];
  readonly images: boolean;
  readonly textTaken: boolean;
}

/** Files in what is pasted or dropped; null where there are none. Text that is pasted beside them is taken as always. */
function filesIn(data: DataTransfer | null, how: string): RefusedFiles | null {
  const files = [...(data?.files ?? [])];
  if (files.length === 0) return null;
  return {
    names: files.map(({ name }) => name).filter((name) => name !== ''),
    images: files.every(({ type }) => type.startsWith('image/')),
    textTaken: how === 'paste' && (data?.getData('text/plain') ?? '').trim() !== '',
  };
}

/** What is said of it: what did not happen, and what to do instead. */
function refusedWords({ names, images, textTaken }: RefusedFiles): { title: string; detail: string } {
  const [one] = names;
  const what = names.length > 1 ? `${names.length} files` : images ? 'The picture' : (one ?? 'The file');
  return {
    title: `${what} ${names.length > 1 ? 'were' : 'was'} not attached`,
    detail: `${textTaken ? 'The text beside it was taken. ' : ''}Pictures go with a text: paste or drop them in the composer of a thread, or in New thread. Of other files, write the path there, or type @ to find it.`,
  };
}

/**
 * For every place of the page but the fields that take pictures, once: nothing that is pasted or dropped vanishes without a word, and no
 * dropped file takes the place of the page. `say` shows it.
 */
export function refuseFilesElsewhere(say: (title: string, detail: string) => void): void {
  const take = (event: globalThis.ClipboardEvent | globalThis.DragEvent, data: DataTransfer | null): void => {
    const files = filesIn(data, event.type);
    if (files === null) return;
    if (!files.textTaken) event.preventDefault();
    const { title, detail } = refusedWords(files);
    say(title, detail);
  };
  window.addEventListener('paste', (event) => take(event, event.clipboardData));
  window.addEventListener('drop', (event) => take(event, event.dataTransfer));
  window.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
  });
}
