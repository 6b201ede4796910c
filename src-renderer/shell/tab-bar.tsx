import { Ellipsis, Folder, Inbox as InboxIcon, LayoutList } from 'lucide-react';
import { usePendingCount } from '../connection/index.ts';
import { formatRoute, toFleet, toInbox, useRoute, type Route } from '../platform/routes.ts';

/** The bar at the bottom where there is room for one column only. */
export function TabBar() {
  const route = useRoute();
  const pending = usePendingCount();
  const tab = (to: Route, label: string, current: boolean, icon: React.ReactNode) => (
    <a href={formatRoute(to)} aria-current={current ? 'page' : undefined}>
      {icon}
      {label}
    </a>
  );
  const more =
    route.view === 'more' ||
    route.view === 'terminals' ||
    route.view === 'rules' ||
    route.view === 'journal' ||
    route.view === 'archive' ||
    route.view === 'usage' ||
    route.view === 'setup' ||
    route.view === 'settings' ||
    route.view === 'welcome';
  return (
    <nav className="tab-bar" aria-label="Muster">
      {tab(
        toInbox(),
        'Inbox',
        route.view === 'inbox',
        <span className="tab-icon">
          <InboxIcon size={18} aria-hidden="true" />
          {pending === 0 ? null : <span className="nav-need tab-count">{pending}</span>}
        </span>,
      )}
      {tab(toFleet(), 'Fleet', route.view === 'fleet', <LayoutList size={18} aria-hidden="true" />)}
      {tab(
        { view: 'workspaces', workspace: null },
        'Workspaces',
        route.view === 'workspaces',
        <Folder size={18} aria-hidden="true" />,
      )}
      {tab({ view: 'more' }, 'More', more, <Ellipsis size={18} aria-hidden="true" />)}
    </nav>
  );
}
