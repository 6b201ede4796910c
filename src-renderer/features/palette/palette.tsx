import { Command } from 'cmdk';
import { useMemo, useRef, useState } from 'react';
import { needsPerson, type FleetRow } from '#shared/model/fleet/fleet-row.ts';
import { commandOf, commands, type CommandId } from '../../platform/commands.ts';
import { KeyOf } from '../../platform/key-of.tsx';
import { navigate, toFleet, toThread } from '../../platform/routes.ts';
import { focusThread, setUi, useUi } from '../../platform/ui-store.ts';
import { useFleetRows, useWorkspaces } from '../../connection/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Mark } from '../../ui/kit.tsx';
import { shownTone, shownWord } from '../../ui/state-words.ts';
import { rankRows } from '../../platform/rank.ts';
import './palette.css';

/** Threads shown at most: more are found by typing on. */
const MOST_THREADS = 8;

/** Threads of each kind shown before anything is typed. */
const MOST_FIRST = 4;

/** Everything that can be done or gone to, by typing a part of its name. */
export function Palette() {
  const open = useUi((state) => state.palette);
  return open ? <Open /> : null;
}

function Open() {
  const input = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState('');
  const rows = useFleetRows();
  const workspaces = useWorkspaces();
  // The palette offers the commands of the place from which it was opened.
  const [runnable] = useState(() =>
    commands.runnable().filter((id) => commandOf(id).hidden !== true && id !== 'palette.open'),
  );
  const names = useMemo(() => new Map(workspaces.map(({ id, name }) => [id as string, name])), [workspaces]);
  const threads = useMemo(
    () =>
      rankRows(
        rows.map((row) => ({
          row,
          text: `${row.title} ${names.get(row.workspaceId) ?? ''} ${row.branch ?? ''}`,
        })),
        search,
      ).slice(0, MOST_THREADS),
    [rows, names, search],
  );
  const actions = useMemo(
    () =>
      rankRows(
        runnable.map((row) => ({ row, text: `${commandOf(row).title} ${commandOf(row).group}` })),
        search,
      ),
    [runnable, search],
  );
  const places = useMemo(
    () =>
      rankRows(
        workspaces.map((row) => ({ row, text: row.name })),
        search,
      ),
    [workspaces, search],
  );
  // Before anything is typed: what needs the person, then where something happened last.
  const groups = useMemo((): readonly (readonly [heading: string, rows: readonly FleetRow[]])[] => {
    if (search.trim() !== '') return [['Threads', threads]];
    const needs = rows.filter(needsPerson).sort((a, b) => a.since - b.since);
    const recent = rows.filter((row) => !needsPerson(row)).sort((a, b) => b.since - a.since);
    return [
      ['Needs you', needs.slice(0, MOST_FIRST)],
      ['Recent threads', recent.slice(0, MOST_FIRST)],
    ];
  }, [search, rows, threads]);
  const close = (): void => {
    setUi({ palette: false });
  };
  const then = (act: () => void) => (): void => {
    close();
    act();
  };
  return (
    <Dialog open onClose={close} title="Command palette" hideTitle size="medium" initialFocus={input}>
      <Command label="Command palette" shouldFilter={false} loop className="palette">
        <Command.Input
          ref={input}
          value={search}
          onValueChange={setSearch}
          placeholder="Do or go to…"
          className="palette-input"
        />
        <Command.List className="palette-list">
          {threads.length + actions.length + places.length === 0 ? (
            <div className="palette-none muted">Nothing is called that.</div>
          ) : null}
          {groups.map(([heading, members]) =>
            members.length === 0 ? null : (
              <Command.Group key={heading} heading={heading}>
                {members.map((row) => (
                  <Command.Item
                    key={row.id}
                    value={`thread ${row.id}`}
                    onSelect={then(() => {
                      focusThread(row.id);
                      navigate(toThread(row.id));
                    })}
                  >
                    <Mark tone={shownTone(row)} label={shownWord(row)} />
                    <span className="clip">
                      {row.title === '' ? 'Untitled' : row.title}{' '}
                      <span className="faint">{names.get(row.workspaceId)}</span>
                    </span>
                  </Command.Item>
                ))}
              </Command.Group>
            ),
          )}
          {actions.length === 0 ? null : (
            <Command.Group heading="Actions">
              {actions.map((id) => (
                <Action key={id} id={id} onSelect={then(() => commands.run(id))} />
              ))}
            </Command.Group>
          )}
          {places.length === 0 ? null : (
            <Command.Group heading="Workspaces">
              {places.map((workspace) => (
                <Command.Item
                  key={workspace.id}
                  value={`workspace ${workspace.id}`}
                  onSelect={then(() => navigate(toFleet(workspace.id)))}
                >
                  <Mark tone="rest" />
                  <span className="clip">
                    {workspace.name} <span className="faint">{workspace.path}</span>
                  </span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
        </Command.List>
      </Command>
    </Dialog>
  );
}

function Action({ id, onSelect }: { id: CommandId; onSelect(): void }) {
  const { title } = commandOf(id);
  return (
    <Command.Item value={`command ${id}`} onSelect={onSelect}>
      <Mark tone="rest" />
      <span className="clip">{title}</span>
      <KeyOf id={id} />
    </Command.Item>
  );
}
