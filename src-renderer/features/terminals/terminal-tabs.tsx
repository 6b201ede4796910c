import { Bell, ChevronDown, Maximize2, Minimize2, Plus, Search, X } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { terminalLabel, type TerminalEntity } from '#shared/model/terminal/terminal.ts';
import { commands } from '../../platform/commands.ts';
import { KeyOf } from '../../platform/key-of.tsx';
import { useLayout } from '../../platform/layout.ts';
import { navigate, toFleet, useRoute } from '../../platform/routes.ts';
import { Button } from '../../ui/kit.tsx';
import { focusTerminal, setTerminalsUi, useTerminalsUi } from './terminals-store.ts';
import { folderName, type TerminalActions } from './use-terminals.ts';

/** The bar above the terminal in view: a tab for each, and what can be done with them. */
export function TerminalTabs(props: {
  actions: TerminalActions;
  shown: TerminalEntity | undefined;
  back: ReactNode;
}) {
  const { actions, shown, back } = props;
  const { terminals, place, open } = actions;
  const layout = useLayout();
  const full = useRoute().view === 'terminals';
  const several = new Set(terminals.map(({ cwd }) => cwd)).size > 1;
  const list = useRef<HTMLDivElement>(null);
  const select = (by: number): void => {
    const at = terminals.findIndex(({ id }) => id === shown?.id);
    const next = terminals[(at + by + terminals.length) % terminals.length];
    if (next === undefined) return;
    setTerminalsUi({ current: next.id });
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <header className="term-bar">
      {back}
      <div
        className="term-tabs"
        role="tablist"
        aria-label="Terminals"
        tabIndex={-1}
        ref={list}
        data-own-keys
        onKeyDown={(event) => {
          if (event.target instanceof HTMLInputElement) return;
          if (event.key === 'ArrowRight') select(1);
          else if (event.key === 'ArrowLeft') select(-1);
          else return;
          event.preventDefault();
        }}
      >
        {terminals.map((terminal) => (
          <Tab
            key={terminal.id}
            terminal={terminal}
            selected={terminal.id === shown?.id}
            folder={several ? folderName(terminal.cwd) : null}
            actions={actions}
          />
        ))}
      </div>
      <Button
        icon
        size="small"
        aria-label={place === null ? 'New terminal' : `New terminal in ${place.name}`}
        disabled={place === null}
        onClick={() => void open()}
      >
        <Plus size={15} />
      </Button>
      <span className="grow" />
      {layout === 'phone' ? null : (
        <span className="term-way-out" aria-hidden="true">
          Leave <KeyOf id="terminal.leave" />
        </span>
      )}
      {shown === undefined ? null : (
        <Button
          icon
          size="small"
          aria-label="Find in the terminal"
          onClick={() => setTerminalsUi(({ find }) => ({ find: find + 1 }))}
        >
          <Search size={14} />
        </Button>
      )}
      {layout === 'phone' ? null : (
        <>
          <Button
            icon
            size="small"
            aria-label={full ? 'Back to the dock' : 'Fill the window'}
            onClick={() => {
              if (full) setTerminalsUi({ open: true });
              navigate(full ? toFleet() : { view: 'terminals' });
              focusTerminal();
            }}
          >
            {full ? <Minimize2 size={14} /> : <Maximize2 size={14} />}
          </Button>
          <Button
            icon
            size="small"
            aria-label="Hide the terminals"
            onClick={() => commands.run('terminal.toggle')}
          >
            <ChevronDown size={15} />
          </Button>
        </>
      )}
    </header>
  );
}

function Tab(props: {
  terminal: TerminalEntity;
  selected: boolean;
  folder: string | null;
  actions: TerminalActions;
}) {
  const { terminal, selected, folder, actions } = props;
  const { id, status } = terminal;
  const renaming = useTerminalsUi((state) => state.renaming === id);
  const rang = useRang(terminal, selected);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected) element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);
  const label = terminalLabel(terminal);
  const ended = status.type === 'exited';
  return (
    <div className="term-tab" data-selected={selected || undefined} ref={element} role="presentation">
      {renaming ? (
        <Rename terminal={terminal} actions={actions} />
      ) : (
        <button
          type="button"
          role="tab"
          data-tab={id}
          aria-selected={selected}
          aria-controls="terminal-view"
          tabIndex={selected ? 0 : -1}
          title={`${label}\n${terminal.cwd}`}
          onClick={() => {
            setTerminalsUi({ current: id });
            focusTerminal();
          }}
          onDoubleClick={() => setTerminalsUi({ renaming: id })}
          onKeyDown={(event) => {
            if (event.key === 'F2') setTerminalsUi({ renaming: id });
            else if (event.key === 'Delete') void actions.close(id);
            else return;
            event.preventDefault();
          }}
        >
          {rang ? <Bell size={12} aria-hidden="true" /> : null}
          <span className="clip">{label}</span>
          {rang ? <span className="visually-hidden">, the bell rang</span> : null}
          {folder === null ? null : <span className="term-folder clip">{folder}</span>}
          {ended ? (
            <span className={status.code === 0 ? 'term-folder' : 'term-folder term-failed'}>
              ended {status.code}
            </span>
          ) : null}
        </button>
      )}
      <button
        type="button"
        className="term-close"
        aria-label={`Close ${label}`}
        title={`Close ${label}`}
        tabIndex={-1}
        onClick={() => void actions.close(id)}
      >
        <X size={13} aria-hidden="true" />
      </button>
    </div>
  );
}

/** The name of a tab while it is written. Enter takes it, Escape leaves it as it was; none is the program's own. */
function Rename({ terminal, actions }: { terminal: TerminalEntity; actions: TerminalActions }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const end = (name: string | null): void => {
    if (name !== null && name !== (terminal.name ?? '')) actions.rename(terminal.id, name);
    setTerminalsUi({ renaming: null });
    focusTerminal();
  };
  return (
    <input
      ref={field}
      className="term-rename"
      aria-label="Name of the terminal"
      defaultValue={terminal.name ?? ''}
      placeholder={terminal.title ?? terminal.shell}
      maxLength={200}
      onBlur={(event) => end(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') end(event.currentTarget.value);
        else if (event.key === 'Escape') end(null);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}

/** Whether the bell rang since the tab was last in view. */
function useRang({ bellAt }: TerminalEntity, selected: boolean): boolean {
  const [heard, setHeard] = useState(bellAt);
  if (selected && heard !== bellAt) setHeard(bellAt);
  return bellAt !== null && bellAt !== heard && !selected;
}
