import type { ReactNode } from 'react';
import { ArrowLeft } from 'lucide-react';
import { hostTopic } from '#shared/contract/topics.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { StartingRows } from '../features/composer/index.ts';
import { CutOffOffer, FleetList } from '../features/fleet/index.ts';
import { GroupPlace, InboxDetail, InboxList } from '../features/inbox/index.ts';
import { JournalDetail, JournalList } from '../features/journal/index.ts';
import { SetupPage } from '../features/setup/index.ts';
import { UsagePage } from '../features/usage/index.ts';
import { RulesPage } from '../features/rules/index.ts';
import { SettingsPage } from '../features/settings/index.ts';
import { TerminalDock, TerminalsPage } from '../features/terminals/index.ts';
import { ThreadView } from '../features/thread/index.ts';
import { useLastSeen } from '../features/away/index.ts';
import { ArchivePage } from '../features/archive/index.ts';
import { VerbDialogs } from '../features/verbs/index.ts';
import { DemoBanner, WelcomePage } from '../features/welcome/index.ts';
import { WorkspacesPage, WorkspaceTrouble } from '../features/workspaces/index.ts';
import { useApproval, useTopicStatus, useWorkspaces } from '../connection/index.ts';
import { Boundary } from '../ui/boundary.tsx';
import { Columns } from '../ui/columns.tsx';
import { Button, Empty, Loading } from '../ui/kit.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { useLayout } from '../platform/layout.ts';
import { MorePage } from './more-page.tsx';
import { Notices, NoticesDialog } from './notices.tsx';
import { WorkspaceNotices } from '../platform/notices.tsx';
import { Rail } from './rail.tsx';
import {
  navigate,
  toChanges,
  toFleet,
  toInbox,
  toJournal,
  toThread,
  useRoute,
  type Route,
} from '../platform/routes.ts';
import { TabBar } from './tab-bar.tsx';
import { ThreadPanes } from './thread-panes.tsx';
import { Toasts } from './toasts.tsx';
import { setUi, useUi } from '../platform/ui-store.ts';
import { useCommand } from '../platform/use-command.ts';

/** The columns: what they hold follows from the route, how many there are from the width. */
export function Shell() {
  useLastSeen();
  const layout = useLayout();
  const folded = useUi((state) => state.railFolded);
  const split = useSplit();
  const rail = layout === 'phone' ? 'none' : layout === 'wide' && !folded && !split ? 'full' : 'slim';
  const route = useRoute();
  return (
    <div className="app" data-layout={layout}>
      {/* A button, for the address is the route: a link into the page would lead elsewhere. */}
      <button type="button" className="skip" onClick={() => document.getElementById('work')?.focus()}>
        Skip to the content
      </button>
      <Boundary what="The state of the connection" on={[]}>
        <ConnectionBanner />
      </Boundary>
      <Boundary what="The word of the demo" on={[]}>
        <DemoBanner />
      </Boundary>
      <Boundary what="A notice" on={[]}>
        <Notices />
      </Boundary>
      <Boundary what="The offer to go on" on={[]}>
        <CutOffOffer />
      </Boundary>
      <div className="columns">
        {rail === 'none' ? null : (
          <Boundary what="The rail" on={[]}>
            <Rail slim={rail === 'slim'} told={rail === 'full' ? <Toasts /> : null} />
          </Boundary>
        )}
        <div className="stage">
          <main className="work" id="work" tabIndex={-1}>
            <Boundary what="This page" on={[route]}>
              <Work />
            </Boundary>
          </main>
          <Boundary what="The terminals" on={[]}>
            <TerminalDock />
          </Boundary>
        </div>
      </div>
      {rail === 'full' ? null : (
        <Boundary what="A message" on={[]}>
          <Toasts />
        </Boundary>
      )}
      <Boundary what="A dialog" on={[]}>
        <VerbDialogs />
        <NoticesDialog />
      </Boundary>
      {layout === 'phone' ? <TabBar /> : null}
    </div>
  );
}

function Work() {
  const asked = useRoute();
  const layout = useLayout();
  const status = useTopicStatus(hostTopic.topic);
  const workspaces = useWorkspaces();
  const back = backFrom(asked, layout === 'phone');
  const single = layout === 'phone' || layout === 'narrow';
  const inChanges = asked.view === 'fleet' && asked.changes !== undefined;
  const inThread = asked.view === 'inbox' && asked.inThread === true;
  useCommand('list.back', (single || inChanges || inThread) && back !== null ? () => navigate(back) : null);

  if (!status.ready) {
    return status.error === null ? (
      <Loading what="Connecting to the host" />
    ) : (
      <Empty title="The host cannot be shown">{status.error.message}</Empty>
    );
  }
  // Nothing to show yet: the way in. Everything else stays reachable by its address.
  const route: Route =
    asked.view === 'fleet' && asked.thread === null && workspaces.length === 0 ? { view: 'welcome' } : asked;
  const backButton =
    single && back !== null ? (
      <Button icon aria-label="Back" onClick={() => navigate(back)}>
        <ArrowLeft size={16} />
      </Button>
    ) : null;

  switch (route.view) {
    case 'fleet': {
      const list = (
        <Boundary what="The list of threads" on={[route]}>
          <FleetList
            above={
              <>
                <StartingRows workspace={route.workspace} />
                <WorkspaceTrouble workspace={route.workspace} />
                {route.workspace === null ? null : <WorkspaceNotices id={route.workspace} />}
              </>
            }
            phone={layout === 'phone'}
          />
        </Boundary>
      );
      const { changes = null } = route;
      // Two texts side by side need the room of the list.
      if (single || (changes !== null && route.thread !== null))
        return route.thread === null ? (
          list
        ) : (
          <Boundary what="This thread" on={[route]}>
            <ThreadView key={route.thread} id={route.thread} back={backButton} changes={changes} />
          </Boundary>
        );
      return (
        <ListAnd list={list}>
          <Boundary what="This thread" on={[route]}>
            <ThreadPanes id={route.thread} />
          </Boundary>
        </ListAnd>
      );
    }
    case 'inbox': {
      const { group } = route;
      if (group !== undefined) {
        const place = (
          <Boundary what="This group" on={[route]}>
            <GroupPlace key={group} name={group} back={backButton} />
          </Boundary>
        );
        if (single) return place;
        return (
          <ListAnd
            list={
              <Boundary what="The inbox" on={[route]}>
                <InboxList single={false} />
              </Boundary>
            }
          >
            {place}
          </ListAnd>
        );
      }
      if (single && route.approval === null)
        return (
          <Boundary what="The inbox" on={[route]}>
            <InboxList single />
          </Boundary>
        );
      const detail =
        route.inThread === true ? (
          <ApprovalThread id={route.approval} />
        ) : (
          <Boundary what="This request" on={[route]}>
            <InboxDetail id={route.approval} back={backButton} />
          </Boundary>
        );
      if (single) return detail;
      return (
        <ListAnd
          list={
            <Boundary what="The inbox" on={[route]}>
              <InboxList single={false} />
            </Boundary>
          }
        >
          {detail}
        </ListAnd>
      );
    }
    case 'workspaces':
      return <WorkspacesPage current={route.workspace} />;
    case 'terminals':
      return <TerminalsPage back={backButton} />;
    case 'journal': {
      const { find, request } = route;
      const list = (
        <Boundary what="The journal" on={[route]}>
          <JournalList
            find={find}
            request={request}
            single={single}
            rowHeight={layout === 'phone' ? 78 : 52}
          />
        </Boundary>
      );
      if (single)
        return request === null ? list : <JournalDetail find={find} id={request} back={backButton} />;
      return (
        <ListAnd list={list}>
          <Boundary what="This request" on={[route]}>
            <JournalDetail find={find} id={request} back={null} />
          </Boundary>
        </ListAnd>
      );
    }
    default:
      return <PlainPage route={route} />;
  }
}

/** A page without a list beside it. */
function PlainPage({
  route,
}: {
  route: Exclude<Route, { view: 'fleet' | 'inbox' | 'workspaces' | 'terminals' | 'journal' }>;
}) {
  switch (route.view) {
    case 'archive':
      return <ArchivePage />;
    case 'usage':
      return <UsagePage />;
    case 'setup':
      return <SetupPage part={route.part} workspace={route.workspace} />;
    case 'rules':
      return <RulesPage />;
    case 'settings':
      return <SettingsPage />;
    case 'welcome':
      return <WelcomePage />;
    case 'more':
      return <MorePage />;
  }
}

/** Whether threads stand side by side: they need the room of the other columns. */
function useSplit(): boolean {
  const route = useRoute();
  const many = useUi((state) => state.panes.length > 1);
  return many && route.view === 'fleet' && route.thread !== null;
}

/** A list beside what is open in it, as wide as the person made it. */
function ListAnd({ list, children }: { list: ReactNode; children: ReactNode }) {
  const width = useUi((state) => state.listWidth);
  const split = useSplit();
  return (
    <Columns list={list} width={width} narrow={split} onWidth={(listWidth) => setUi({ listWidth })}>
      {children}
    </Columns>
  );
}

/** Where "back" leads on a window with room for one column, and from a thread's changes. */
function backFrom(route: Route, phone: boolean): Route | null {
  if (route.view === 'fleet' && route.thread !== null && route.changes !== undefined) {
    // On a phone a file is a page of its own, above it the list of files.
    return phone && route.changes.file !== null
      ? toChanges(route.thread, { ...route.changes, file: null }, route.workspace)
      : toThread(route.thread, route.workspace);
  }
  if (route.view === 'fleet' && route.thread !== null) return toFleet(route.workspace);
  if (route.view === 'inbox' && route.inThread === true) return toInbox(route.approval);
  if (route.view === 'inbox' && (route.approval !== null || route.group !== undefined)) return toInbox();
  if (route.view === 'journal' && route.request !== null) return toJournal(route.find);
  return null;
}

/** The thread that a request came up in, where its card was. */
function ApprovalThread({ id }: { id: ApprovalId | null }) {
  const approval = useApproval(id);
  useCommand('approval.thread', id === null ? null : () => navigate(toInbox(id), 'replace'));
  const back = (
    <Button icon aria-label="Back to the card" onClick={() => navigate(toInbox(id))}>
      <ArrowLeft size={16} />
    </Button>
  );
  // It ended long ago, or its address is of another Muster: the card says so.
  if (approval === undefined) return <InboxDetail id={id} back={back} />;
  return (
    <Boundary what="This thread" on={[approval.threadId]}>
      <ThreadView key={approval.threadId} id={approval.threadId} back={back} />
    </Boundary>
  );
}
