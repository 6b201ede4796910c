import { COMMANDS, commandOf, type CommandId } from '../../platform/commands.ts';
import { useKeymap } from '../../platform/keymap.ts';
import { navigate } from '../../platform/routes.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { keyLabels } from '../../ui/key-label.ts';
import { Button, Keys } from '../../ui/kit.tsx';
import './palette.css';

const COMPOSER = [
  ['Send, or steer a running turn', 'Enter'],
  ['Queue for after this turn', 'Alt+Enter'],
  ['New line', 'Shift+Enter'],
  ['Interrupt', 'Escape Escape'],
  ['Start a new thread', 'Mod+Enter'],
] as const;

/** All keys on one page, from the same registry that runs them. */
export function KeysDialog() {
  const open = useUi((state) => state.help);
  const keymap = useKeymap();
  const groups = new Map<string, CommandId[]>();
  for (const id of Object.keys(COMMANDS) as CommandId[]) {
    const { group } = commandOf(id);
    if (keymap.keysOf(id).length > 0) groups.set(group, [...(groups.get(group) ?? []), id]);
  }
  return (
    <Dialog
      open={open}
      onClose={() => {
        setUi({ help: false });
      }}
      title="Keys"
      size="wide"
      footer={
        <>
          <span className="sub">Every key but those for writing can be changed.</span>
          <span className="grow" />
          <Button
            onClick={() => {
              setUi({ help: false });
              navigate({ view: 'settings' });
            }}
          >
            Change keys…
          </Button>
        </>
      }
    >
      <div className="body keys-body">
        {[...groups].map(([group, ids]) => (
          <section key={group}>
            <h3>{group}</h3>
            {ids.map((id) => (
              <KeyLine key={id} title={commandOf(id).title} keys={keymap.keysOf(id)} />
            ))}
          </section>
        ))}
        <section>
          <h3>Writing</h3>
          {COMPOSER.map(([title, keys]) => (
            <KeyLine key={title} title={title} keys={[keys]} />
          ))}
        </section>
      </div>
    </Dialog>
  );
}

function KeyLine({ title, keys }: { title: string; keys: readonly string[] }) {
  return (
    <div className="key-line">
      <span>{title}</span>
      <span className="visually-hidden">
        : {keys.map((key) => keyLabels(key).join(' then ')).join(' or ')}
      </span>
      <span className="key-list">
        {keys.map((key) => (
          <Keys key={key} keys={key} />
        ))}
      </span>
    </div>
  );
}
