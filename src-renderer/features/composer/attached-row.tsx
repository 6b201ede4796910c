import { ClipboardList, X } from 'lucide-react';
import { useState } from 'react';
import {
  attachedKey,
  lineCount,
  withAttached,
  type Draft,
  type DraftAttached,
  type PastedText,
} from '#shared/model/prompt/attached.ts';
import { plural } from '../../ui/format.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Button } from '../../ui/kit.tsx';
import { KeptPicture } from '../attachments/index.ts';
import type { SetDraft } from './drafts.ts';

/** What goes with a draft: pictures as thumbnails, long pasted texts as chips. Each can be opened and removed. */
export function AttachedRow({ draft, set, coming }: { draft: Draft; set: SetDraft; coming: number }) {
  const shown = (draft.attached ?? []).filter(({ type }) => type !== 'skill');
  if (shown.length + coming === 0) return null;
  const replace = (one: DraftAttached, by: readonly DraftAttached[], text = ''): void =>
    set((now) =>
      withAttached(
        text === '' ? now.text : [now.text, text].filter((part) => part !== '').join('\n'),
        (now.attached ?? []).flatMap((other) => (attachedKey(other) === attachedKey(one) ? by : [other])),
      ),
    );
  return (
    <ul className="attached" aria-label="Goes with the text">
      {shown.map((one) => (
        <li key={attachedKey(one)} className="attached-one">
          {one.type === 'picture' ? <KeptPicture id={one.id} name={one.name} /> : null}
          {one.type === 'pasted' ? (
            <PastedChip
              pasted={one}
              onChange={(text) => replace(one, text === '' ? [] : [{ type: 'pasted', text }])}
              onUnfold={() => replace(one, [], one.text)}
            />
          ) : null}
          <button
            type="button"
            className="attached-remove"
            aria-label={`Remove ${one.type === 'picture' ? one.name || 'the picture' : 'the pasted text'}`}
            title="Remove"
            onClick={() => replace(one, [])}
          >
            <X size={12} />
          </button>
        </li>
      ))}
      {coming === 0 ? null : (
        <li className="attached-coming">
          <output>{coming === 1 ? 'A picture comes…' : `${coming} pictures come…`}</output>
        </li>
      )}
    </ul>
  );
}

function PastedChip(props: { pasted: PastedText; onChange(text: string): void; onUnfold(): void }) {
  const { pasted, onChange, onUnfold } = props;
  const [edited, setEdited] = useState<string | null>(null);
  const close = (): void => {
    if (edited !== null && edited !== pasted.text) onChange(edited);
    setEdited(null);
  };
  const lines = plural(lineCount(pasted.text), 'line');
  return (
    <>
      <button
        type="button"
        className="pasted"
        title={pasted.text.slice(0, 500)}
        aria-label={`Open the pasted text, ${lines}`}
        onClick={() => setEdited(pasted.text)}
      >
        <ClipboardList size={16} aria-hidden="true" />
        <span>
          Pasted text
          <small>{lines}</small>
        </span>
      </button>
      <Dialog
        open={edited !== null}
        onClose={close}
        title="Pasted text"
        size="wide"
        footer={
          <>
            <Button
              onClick={() => {
                setEdited(null);
                onUnfold();
              }}
            >
              Put it into the text
            </Button>
            <span className="grow" />
            <Button look="main" onClick={close}>
              Done
            </Button>
          </>
        }
      >
        <textarea
          className="pasted-text"
          aria-label="Pasted text"
          value={edited ?? ''}
          spellCheck={false}
          onChange={(event) => setEdited(event.target.value)}
        />
      </Dialog>
    </>
  );
}
