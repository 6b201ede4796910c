import { Menu } from '@base-ui/react/menu';
import { Check, ListFilter, Plus, SlidersHorizontal, X } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { commands } from '../../platform/commands.ts';
import { useKeyOf } from '../../platform/keymap.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { Button } from '../../ui/kit.tsx';
import { plural } from '../../ui/format.ts';
import { useRows, useVerbs, VerbItems, verbsFor } from '../verbs/index.ts';

/** The head of the list: what it is, how it is filtered and ordered, and the way to a new thread. */
export function FleetBar(props: { name: string; count: string; any: boolean; onLeave(): void }) {
  const { name, count, any, onLeave } = props;
  const newKey = useKeyOf('thread.new');
  return (
    <header className="bar fleet-bar">
      <h1 className="clip">{name}</h1>
      <span className="sub clip">{count}</span>
      <span className="grow" />
      <FleetSearch onLeave={onLeave} />
      <Display />
      {any ? (
        <Button
          aria-keyshortcuts={newKey ?? undefined}
          title={newKey === undefined ? 'New thread' : `New thread (${newKey})`}
          onClick={() => commands.run('thread.new')}
        >
          <Plus size={14} aria-hidden="true" />
          New thread
        </Button>
      ) : null}
    </header>
  );
}

/** The field that filters the list. `onLeave`: Enter or the down arrow goes on to the first row that it leaves. */
function FleetSearch({ onLeave }: { onLeave(): void }) {
  const filter = useUi((state) => state.filter);
  const [used, setUsed] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const key = useKeyOf('list.search');
  const open = (): void => {
    setUsed(true);
    field.current?.focus();
    field.current?.select();
  };
  useCommand('list.search', open);
  return (
    <div className="fleet-search" data-used={used || filter !== '' || undefined}>
      <Button icon look="quiet" tabIndex={-1} aria-label={`Filter (${key ?? ''})`} onClick={open}>
        <ListFilter size={15} />
      </Button>
      <input
        ref={field}
        type="text"
        role="searchbox"
        aria-label="Filter the fleet"
        placeholder="Filter"
        value={filter}
        onFocus={() => setUsed(true)}
        onBlur={() => setUsed(false)}
        onChange={(event) => setUi({ filter: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            setUi({ filter: '' });
            event.currentTarget.blur();
          } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
            event.preventDefault();
            onLeave();
          }
        }}
      />
      {filter === '' ? null : (
        <Button icon size="small" aria-label="Clear the filter" onClick={() => setUi({ filter: '' })}>
          <X size={13} />
        </Button>
      )}
    </div>
  );
}

const GROUPINGS = { attention: 'What they need', section: 'Section', workspace: 'Workspace' } as const;
const SORTS = { start: 'Newest first', activity: 'Last active first', title: 'Title' } as const;

/** How the list is grouped, sorted, and how much room its rows have. */
function Display() {
  const grouping = useUi((state) => state.fleetGrouping);
  const sort = useUi((state) => state.fleetSort);
  const roomy = useUi((state) => state.fleetRoomy);
  return (
    <Menu.Root>
      <Menu.Trigger className="btn icon-btn" data-look="quiet" aria-label="How the list is shown">
        <SlidersHorizontal size={15} aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end" style={{ zIndex: 20 }}>
          <Menu.Popup className="floating menu" aria-label="How the list is shown">
            <Choices
              label="Group by"
              value={grouping}
              choices={GROUPINGS}
              onChange={(fleetGrouping) => setUi({ fleetGrouping })}
            />
            <Menu.Separator className="menu-line" />
            <Choices
              label="Sort by"
              value={sort}
              choices={SORTS}
              onChange={(fleetSort) => setUi({ fleetSort })}
            />
            <Menu.Separator className="menu-line" />
            <Menu.CheckboxItem checked={roomy} onCheckedChange={(fleetRoomy) => setUi({ fleetRoomy })}>
              {roomy ? <Check size={14} aria-hidden="true" /> : <span />}
              Rows of two lines
            </Menu.CheckboxItem>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Choices<T extends string>(props: {
  label: string;
  value: T;
  choices: Readonly<Record<T, string>>;
  onChange(value: T): void;
}) {
  const { label, value, choices, onChange } = props;
  return (
    <Menu.Group>
      <Menu.GroupLabel className="menu-label">{label}</Menu.GroupLabel>
      <Menu.RadioGroup value={value} onValueChange={onChange}>
        {(Object.entries(choices) as [T, string][]).map(([one, words]) => (
          <Menu.RadioItem key={one} value={one}>
            {one === value ? <Check size={14} aria-hidden="true" /> : <span />}
            {words}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </Menu.Group>
  );
}

/** What can be done with the rows that are selected, in the place of the bar. */
export function SelectionBar(): ReactNode {
  const selected = useUi((state) => state.fleetSelected);
  const rows = useRows(selected);
  const run = useVerbs();
  const verbs = new Set(verbsFor(rows).map(({ id }) => id));
  if (rows.length === 0) return null;
  const button = (
    id: 'thread.archive' | 'thread.interruptAll' | 'thread.sendAll',
    words: string,
  ): ReactNode =>
    verbs.has(id) ? (
      <Button size="small" onClick={() => run(id, rows)}>
        {words}
      </Button>
    ) : null;
  return (
    <div
      className="bar selection-bar"
      role="toolbar"
      aria-label={`${plural(rows.length, 'thread')} selected`}
    >
      <Button
        icon
        size="small"
        look="quiet"
        aria-label="Clear the selection"
        onClick={() => setUi({ fleetSelected: [] })}
      >
        <X size={14} />
      </Button>
      <span>{rows.length} selected</span>
      <span className="grow" />
      {button('thread.interruptAll', 'Interrupt')}
      {button('thread.sendAll', 'Send…')}
      {button('thread.archive', 'Archive')}
      <Menu.Root>
        <Menu.Trigger className="btn" data-size="small">
          More
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={6} align="end" style={{ zIndex: 20 }}>
            <Menu.Popup className="floating menu">
              <VerbItems rows={rows} />
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  );
}
