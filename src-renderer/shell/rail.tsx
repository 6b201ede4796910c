import {
  Archive,
  ChartColumn,
  Compass,
  FolderPlus,
  History,
  Inbox as InboxIcon,
  Layers,
  PanelLeft,
  Search,
  Settings,
  SlidersHorizontal,
  SquareTerminal,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { fleetTopic } from '#shared/contract/topics.ts';
import { COUNTS } from '../features/fleet/index.ts';
import { useTerminalCount } from '../features/terminals/index.ts';
import { WorkspaceNav } from '../features/workspaces/index.ts';
import { useSelected, usePendingCount } from '../connection/index.ts';
import { Button } from '../ui/kit.tsx';
import { commands, type CommandId } from '../platform/commands.ts';
import { useKeyOf } from '../platform/keymap.ts';
import { NoticeBell } from './notices.tsx';
import { RateLimits } from './rate-limits.tsx';
import { formatRoute, toFleet, toInbox, toJournal, useRoute, type Route } from '../platform/routes.ts';
import { setUi } from '../platform/ui-store.ts';

/** The left column: inbox, fleet, workspaces, and what is told. Slim, it shows marks and counts only. */
export function Rail({ slim, told }: { slim: boolean; told: ReactNode }) {
  const route = useRoute();
  const paletteKey = useKeyOf('palette.open');
  const pending = usePendingCount();
  const counts = useSelected(fleetTopic.topic, COUNTS);
  const workspace = route.view === 'fleet' ? route.workspace : null;
  return (
    <nav className="rail" data-slim={slim || undefined} aria-label="Muster">
      <div className="brand">
        <i className="brand-mark" aria-hidden="true" />
        <span className="nav-text">Muster</span>
        <span className="grow" />
        <Button
          icon
          size="small"
          aria-label={slim ? 'Unfold the left column' : 'Fold the left column'}
          onClick={() => setUi({ railFolded: !slim })}
        >
          <PanelLeft size={15} />
        </Button>
      </div>
      <NavLink to={toInbox()} current={route.view === 'inbox'} label={`Inbox, ${pending} waiting`}>
        <InboxIcon size={16} aria-hidden="true" />
        <span className="nav-text clip">Inbox</span>
        {pending === 0 ? null : <span className="nav-count nav-need">{pending}</span>}
      </NavLink>
      <NavLink
        to={toFleet()}
        current={route.view === 'fleet' && workspace === null}
        label={`Fleet, ${counts.total} threads, ${counts.running} running`}
        command="go.fleet"
      >
        <Layers size={16} aria-hidden="true" />
        <span className="nav-text clip">Fleet</span>
        <span className="nav-count">{counts.total}</span>
      </NavLink>
      <TerminalsLink current={route.view === 'terminals'} />
      <NavLink
        to={toJournal()}
        current={route.view === 'journal'}
        label="Journal: what was asked and decided"
      >
        <History size={16} aria-hidden="true" />
        <span className="nav-text clip">Journal</span>
      </NavLink>
      <NavLink
        to={{ view: 'archive' }}
        current={route.view === 'archive'}
        label="Archive: threads that were put away"
      >
        <Archive size={16} aria-hidden="true" />
        <span className="nav-text clip">Archive</span>
      </NavLink>
      <NavLink to={{ view: 'usage' }} current={route.view === 'usage'} label="Usage: tokens and limits">
        <ChartColumn size={16} aria-hidden="true" />
        <span className="nav-text clip">Usage</span>
      </NavLink>
      <div className="rail-cap">
        <a
          href={formatRoute({ view: 'workspaces', workspace: null })}
          className="nav-text"
          aria-current={route.view === 'workspaces' ? 'page' : undefined}
        >
          Workspaces
        </a>
        <Button icon size="small" aria-label="Add a folder" onClick={() => setUi({ addFolder: true })}>
          <FolderPlus size={14} />
        </Button>
      </div>
      <div className="rail-list">
        <WorkspaceNav current={workspace} />
      </div>
      {told}
      <div className="rail-foot">
        {slim ? null : <RateLimits />}
        <div className="rail-tools">
          <a
            className="btn icon-btn"
            href={formatRoute({ view: 'settings' })}
            aria-label="Settings"
            title="Settings"
            aria-current={route.view === 'settings' ? 'page' : undefined}
          >
            <Settings size={15} />
          </a>
          <a
            className="btn icon-btn"
            href={formatRoute({ view: 'setup', part: 'values', workspace })}
            aria-label="Configuration"
            title="What agents work with: configuration, MCP servers, skills, hooks"
            aria-current={route.view === 'setup' ? 'page' : undefined}
          >
            <SlidersHorizontal size={15} />
          </a>
          <a
            className="btn icon-btn"
            href={formatRoute({ view: 'welcome' })}
            aria-label="Set up"
            title="Set up: folders, account, demo"
            aria-current={route.view === 'welcome' ? 'page' : undefined}
          >
            <Compass size={15} />
          </a>
          <NoticeBell slim={slim} />
          <span className="grow" />
          <Button
            icon
            look="quiet"
            aria-label={`Commands${paletteKey === undefined ? '' : ` (${paletteKey})`}`}
            onClick={() => setUi({ palette: true })}
          >
            <Search size={15} />
          </Button>
        </div>
      </div>
    </nav>
  );
}

/** A button: where there is room, the terminals are a dock and no place to go to. */
function TerminalsLink({ current }: { current: boolean }) {
  const count = useTerminalCount();
  return (
    <button
      type="button"
      className="nav"
      aria-current={current ? 'page' : undefined}
      aria-label={`Terminals, ${count}`}
      title={`Terminals, ${count}`}
      onClick={() => commands.run('go.terminals')}
    >
      <SquareTerminal size={16} aria-hidden="true" />
      <span className="nav-text clip">Terminals</span>
      <span className="nav-count">{count}</span>
    </button>
  );
}

function NavLink({
  to,
  current,
  label,
  command,
  children,
}: {
  to: Route;
  current: boolean;
  label: string;
  /** What leads there better than the address alone. */
  command?: CommandId;
  children: React.ReactNode;
}) {
  return (
    <a
      className="nav"
      href={formatRoute(to)}
      aria-current={current ? 'page' : undefined}
      aria-label={label}
      title={label}
      onClick={(event) => {
        if (command === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
        if (commands.run(command)) event.preventDefault();
      }}
    >
      {children}
    </a>
  );
}
