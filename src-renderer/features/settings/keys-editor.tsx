import { Plus, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Keymap } from '#shared/model/commands/keymap.ts';
import { COMMANDS, commandOf, type CommandId } from '../../platform/commands.ts';
import { useKeymap } from '../../platform/keymap.ts';
import { useAction } from '../../connection/index.ts';
import { keyLabels } from '../../ui/key-label.ts';
import { Button, Keys, Note } from '../../ui/kit.tsx';
import { KeyRecorder } from './key-recorder.tsx';
import { finds } from './settings-search.ts';

/** Commands whose title, group or keys a search finds. */
export function foundCommands(search: string, keymap: Keymap): readonly CommandId[] {
  return (Object.keys(COMMANDS) as CommandId[]).filter((id) => {
    const { title, group } = commandOf(id);
    const keys = keymap.keysOf(id).map((key) => `${key} ${keyLabels(key).join(' ')}`);
    return finds(search, `keys shortcuts ${title} ${group} ${keys.join(' ')}`);
  });
}

/** Every command with its keys, each of which can be taken away, added to, or put back. */
export function KeysEditor({ ids }: { ids: readonly CommandId[] }) {
  const keymap = useKeymap();
  const action = useAction('settings/set');
  const [recording, setRecording] = useState<CommandId | null>(null);
  const give = (id: CommandId, keys: readonly string[]): void => {
    setRecording(null);
    const changed = Object.entries(keymap.give(id, keys)).map(([name, given]) => [name, [...given]]);
    void action.run({ name: 'keys.changed', value: Object.fromEntries(changed) as Record<string, string[]> });
  };
  return (
    <div className="keys-editor">
      {action.failure === null ? null : (
        <Note tone="failed" urgency="alert" title="The keys were not changed">
          <p>{action.failure.message}</p>
        </Note>
      )}
      {ids.map((id) => (
        <CommandRow
          key={id}
          id={id}
          keys={keymap.keysOf(id)}
          changed={keymap.isChanged(id)}
          recording={recording === id}
          losers={(key) => keymap.conflicts(id, key).map((other) => commandOf(other).title)}
          record={() => setRecording(id)}
          cancel={() => setRecording(null)}
          give={(keys) => give(id, keys)}
        />
      ))}
    </div>
  );
}

function CommandRow(props: {
  id: CommandId;
  keys: readonly string[];
  changed: boolean;
  recording: boolean;
  losers(key: string): readonly string[];
  record(): void;
  cancel(): void;
  give(keys: readonly string[]): void;
}) {
  const { id, keys, changed, recording, losers, record, cancel, give } = props;
  const { title, keys: standard } = commandOf(id);
  const add = useRef<HTMLButtonElement>(null);
  // The focus comes back to where recording began.
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !recording) add.current?.focus();
    was.current = recording;
  }, [recording]);
  return (
    <div className="setting" data-command={id}>
      <div className="setting-words">{title}</div>
      <div className="setting-control">
        {recording ? (
          <KeyRecorder
            title={title}
            losers={losers}
            done={(key) => give([...keys.filter((own) => own !== key), key])}
            cancel={cancel}
          />
        ) : (
          <>
            {changed ? (
              <Button size="small" look="quiet" onClick={() => give(standard)}>
                Reset<span className="visually-hidden"> the keys of {title}</span>
              </Button>
            ) : null}
            {keys.map((key) => (
              <button
                type="button"
                className="key-chip"
                key={key}
                aria-label={`Take ${keyLabels(key).join(' ')} from ${title}`}
                title="Take this key away"
                onClick={() => give(keys.filter((own) => own !== key))}
              >
                <Keys keys={key} />
                <X size={12} aria-hidden="true" />
              </button>
            ))}
            <Button ref={add} icon size="small" aria-label={`Add a key to ${title}`} onClick={record}>
              <Plus size={14} />
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
