import { X } from 'lucide-react';
import { useState, type ClipboardEvent, type DragEvent, type ReactNode } from 'react';
import {
  isLongPaste,
  joinAttached,
  PICTURES_MOST,
  withAttached,
  type AttachedPicture,
  type Draft,
  type DraftAttached,
} from '#shared/model/prompt/attached.ts';
import { asFailure, useConnection } from '../../connection/index.ts';
import { Button, Note } from '../../ui/kit.tsx';
import type { SetDraft } from './drafts.ts';
import { base64Of, fittingPicture } from './picture-file.ts';

export interface Attaching {
  readonly listeners: {
    onPaste(event: ClipboardEvent): void;
    onDrop(event: DragEvent): void;
    onDragOver(event: DragEvent): void;
  };
  /** Pictures that are on their way to the host. */
  readonly coming: number;
  attach(files: readonly File[]): void;
  /** What could not be attached, and why. */
  readonly note: ReactNode;
}

/** Takes pictures that are pasted, dropped or chosen into a draft, and folds long texts that are pasted. */
export function useAttach(draft: Draft, set: SetDraft): Attaching {
  const { client } = useConnection();
  const [coming, setComing] = useState(0);
  const [problems, setProblems] = useState<readonly string[]>([]);

  const upload = async (file: File): Promise<void> => {
    setComing((count) => count + 1);
    try {
      const data = await base64Of(await fittingPicture(file));
      const { picture } = await client.call('attachment/add', { name: file.name.slice(0, 400), data });
      set((now) => addTo(now, picture));
    } catch (error) {
      const why = error instanceof DOMException ? error.message : asFailure(error).message;
      setProblems((before) => [...before, why]);
    } finally {
      setComing((count) => count - 1);
    }
  };
  const attach = (files: readonly File[]): void => {
    const pictures = files.filter(({ type }) => type.startsWith('image/'));
    const room =
      PICTURES_MOST - coming - (draft.attached ?? []).filter(({ type }) => type === 'picture').length;
    setProblems([
      ...files.flatMap((file) => (pictures.includes(file) ? [] : [notPicture(file.name)])),
      ...(pictures.length > room ? [`${PICTURES_MOST} pictures at most go with one text.`] : []),
    ]);
    for (const file of pictures.slice(0, Math.max(0, room))) void upload(file);
  };

  const take = (event: ClipboardEvent | DragEvent, files: readonly File[]): void => {
    // A browser would open a dropped file in the place of the page; and the page need say nothing of it.
    event.preventDefault();
    event.stopPropagation();
    attach(files);
  };
  return {
    coming,
    attach,
    listeners: {
      onPaste: (event) => {
        const text = event.clipboardData.getData('text/plain');
        const files = [...event.clipboardData.files];
        // Cells and paragraphs come as a text and a picture of it: the text is meant.
        if (files.length > 0 && text.trim() === '') take(event, files);
        else if (files.length > 0) event.stopPropagation();
        if (!isLongPaste(text)) return;
        event.preventDefault();
        set((now) => addTo(now, { type: 'pasted', text }));
      },
      onDrop: (event) => {
        const files = [...event.dataTransfer.files];
        if (files.length > 0) take(event, files);
      },
      onDragOver: (event) => {
        if (event.dataTransfer.types.includes('Files')) event.preventDefault();
      },
    },
    note:
      problems.length === 0 ? null : <NotAttached problems={problems} onDismiss={() => setProblems([])} />,
  };
}

function NotAttached({ problems, onDismiss }: { problems: readonly string[]; onDismiss(): void }) {
  return (
    <Note
      tone="needs"
      urgency="alert"
      title="Not attached"
      actions={
        <Button icon size="small" aria-label="Dismiss" onClick={onDismiss}>
          <X size={14} />
        </Button>
      }
    >
      {[...new Set(problems)].map((problem) => (
        <p key={problem}>{problem}</p>
      ))}
    </Note>
  );
}

function addTo(now: Draft, one: AttachedPicture | Extract<DraftAttached, { type: 'pasted' }>): Draft {
  return withAttached(now.text, joinAttached<DraftAttached>(now.attached ?? [], [one]));
}

function notPicture(name: string): string {
  return `${name === '' ? 'A file' : name} is no picture. Write its path, or type @ to find it.`;
}
