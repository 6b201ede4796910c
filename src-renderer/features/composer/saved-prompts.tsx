import { useState } from 'react';
import { hostTopic } from '#shared/contract/topics.ts';
import type { SavedPrompt } from '#shared/model/prompt/saved-prompt.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { asFailure, everySelector, useAction, useConnection, useSelected } from '../../connection/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Button, Note } from '../../ui/kit.tsx';

const PROMPTS = everySelector(hostTopic.savedPrompt);

/** A prompt in the form of the dialog; without an id it is a new one. */
interface Edited {
  readonly id: string | undefined;
  readonly name: string;
  readonly text: string;
}

export interface SavedPromptsProps {
  /** The text that a new prompt is made of; empty to look at those there are. */
  readonly from: string;
  onInsert(text: string): void;
  onClose(): void;
}

/** The library of prompts: kept, changed, removed, and put into the composer. */
export function SavedPrompts({ from, onInsert, onClose }: SavedPromptsProps) {
  const prompts = [...useSelected(hostTopic.topic, PROMPTS)].sort((a, b) => a.name.localeCompare(b.name));
  const [edited, setEdited] = useState<Edited | null>(() =>
    from === '' ? null : { id: undefined, name: nameFor(from), text: from },
  );
  if (edited !== null)
    return (
      <Form edited={edited} onChange={setEdited} onDone={() => (from === '' ? setEdited(null) : onClose())} />
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title="Saved prompts"
      size="wide"
      footer={
        <>
          <span className="grow" />
          <Button onClick={() => setEdited({ id: undefined, name: '', text: '' })}>New prompt</Button>
        </>
      }
    >
      <p className="saved-hint">
        Words in double braces, such as {'{{file}}'}, are places to fill in: Tab goes from one to the next.
      </p>
      {prompts.length === 0 ? <p className="saved-hint">No prompt is kept yet.</p> : null}
      <ul className="saved-list">
        {prompts.map((prompt) => (
          <SavedRow
            key={prompt.id}
            prompt={prompt}
            onInsert={() => onInsert(prompt.text)}
            onEdit={() => setEdited(prompt)}
          />
        ))}
      </ul>
    </Dialog>
  );
}

function SavedRow({ prompt, onInsert, onEdit }: { prompt: SavedPrompt; onInsert(): void; onEdit(): void }) {
  const { client } = useConnection();
  const { id, name, text } = prompt;
  const remove = (): void => {
    client
      .call('prompt/remove', { id })
      .catch((error: unknown) => tellFailure('The prompt stays', asFailure(error)));
  };
  return (
    <li className="saved-row">
      <span className="saved-words">
        <b className="clip">{name}</b>
        <span className="clip faint">{text.slice(0, 200)}</span>
      </span>
      <Button size="small" onClick={onInsert} aria-label={`Insert ${name}`}>
        Insert
      </Button>
      <Button size="small" look="quiet" onClick={onEdit} aria-label={`Edit ${name}`}>
        Edit
      </Button>
      <Button size="small" look="quiet" onClick={remove} aria-label={`Delete ${name}`}>
        Delete
      </Button>
    </li>
  );
}

function Form({ edited, onChange, onDone }: { edited: Edited; onChange(to: Edited): void; onDone(): void }) {
  const save = useAction('prompt/save');
  const { id, name, text } = edited;
  const ready = name.trim() !== '' && text.trim() !== '';
  const submit = (): void => {
    if (!ready) return;
    void save.run({ ...(id !== undefined && { id }), name, text }).then((done) => {
      if (done !== undefined) onDone();
    });
  };
  return (
    <Dialog
      open
      onClose={onDone}
      title={id === undefined ? 'Save a prompt' : 'Change a prompt'}
      size="wide"
      footer={
        <>
          <span className="grow" />
          <Button look="main" busy={save.pending} disabled={!ready} onClick={submit}>
            Save
          </Button>
        </>
      }
    >
      <div className="saved-form">
        <label>
          Name
          <input
            className="input"
            value={name}
            maxLength={100}
            onChange={({ target }) => onChange({ ...edited, name: target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.repeat) submit();
            }}
          />
        </label>
        <label>
          Prompt
          <textarea
            className="input"
            rows={8}
            value={text}
            onChange={({ target }) => onChange({ ...edited, text: target.value })}
          />
        </label>
        {save.failure === null ? null : (
          <Note tone="failed" urgency="alert" title="Not saved">
            <p>{save.failure.message}</p>
          </Note>
        )}
      </div>
    </Dialog>
  );
}

function nameFor(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line.length <= 40 ? line : `${line.slice(0, 40).replace(/\s\S*$/, '')}…`;
}
