import { X } from 'lucide-react';
import { useState, type ClipboardEvent, type DragEvent, type ReactNode } from 'react';
import { Button, Note } from './kit.tsx';

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
    detail: `${textTaken ? 'The text beside it was taken. ' : ''}Pictures and files cannot be attached yet. Save it in the folder of the thread and write its path here, for example docs/screen.png.`,
  };
}

/**
 * For a field to write in: listeners to spread on it, and what to say beside it of files that were pasted or dropped,
 * which cannot be attached yet.
 */
export function useRefusedFiles(): {
  readonly listeners: {
    onPaste(event: ClipboardEvent): void;
    onDrop(event: DragEvent): void;
    onDragOver(event: DragEvent): void;
  };
  readonly note: ReactNode;
} {
  const [refused, setRefused] = useState<RefusedFiles | null>(null);
  const take = (event: ClipboardEvent | DragEvent, data: DataTransfer): void => {
    const files = filesIn(data, event.type);
    setRefused(files);
    if (files === null) return;
    // Said here; the page need not say it again.
    event.stopPropagation();
    // A browser would open a dropped file in the place of the page; what text was pasted beside one is taken.
    if (!files.textTaken) event.preventDefault();
  };
  const words = refused === null ? null : refusedWords(refused);
  return {
    listeners: {
      onPaste: (event) => take(event, event.clipboardData),
      onDrop: (event) => take(event, event.dataTransfer),
      onDragOver: (event) => {
        if (event.dataTransfer.types.includes('Files')) event.preventDefault();
      },
    },
    note:
      words === null ? null : (
        <Note
          tone="needs"
          urgency="alert"
          title={words.title}
          actions={
            <Button icon size="small" aria-label="Dismiss" onClick={() => setRefused(null)}>
              <X size={14} />
            </Button>
          }
        >
          <p>{words.detail}</p>
        </Note>
      ),
  };
}

/**
 * The same for every other place of the page, once: nothing that is pasted or dropped vanishes without a word, and no
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
