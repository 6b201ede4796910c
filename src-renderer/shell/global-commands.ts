import { useCopyDiagnostics } from '../features/settings/index.ts';
import { musterShell, useConnection, useFleetRow, useHostFact, useWorkspaces } from '../connection/index.ts';
import { useNextCommands } from '../features/fleet/index.ts';
import { useVerbCommands } from '../features/verbs/index.ts';
import { useTerminalCommands } from '../features/terminals/index.ts';
import { asFailure } from '../connection/index.ts';
import { tellFailure, tellShortly } from '../platform/messages.tsx';
import { navigate, toInbox, toJournal, useRoute, type SetupPart } from '../platform/routes.ts';
import { setUi } from '../platform/ui-store.ts';
import { useCommand } from '../platform/use-command.ts';

/** Commands that can be run wherever the person is. */
export function useGlobalCommands(): void {
  const { client } = useConnection();
  const shell = useHostFact('shell');
  const workspaces = useWorkspaces();
  const route = useRoute();
  const open = useFleetRow(route.view === 'fleet' ? route.thread : null);
  // A new thread is meant for where the person is: the workspace in view, else that of the open thread.
  const workspace = route.view === 'fleet' ? (route.workspace ?? open?.workspaceId ?? null) : null;

  useTerminalCommands();
  useCommand('palette.open', () => setUi({ palette: true }));
  useCommand('go.search', () => setUi({ searchThreads: true }));
  useCommand('help.keys', () => setUi({ help: true }));
  useCommand('go.inbox', () => navigate(toInbox()));
  useCommand('go.rules', () => navigate({ view: 'rules' }));
  useCommand('go.journal', () => navigate(toJournal()));
  useVerbCommands();
  useNextCommands();
  useCommand('go.usage', () => navigate({ view: 'usage' }));
  useCommand('go.archive', () => navigate({ view: 'archive' }));
  const setup = (part: SetupPart) => () =>
    navigate({
      view: 'setup',
      part,
      workspace: workspace ?? (route.view === 'setup' ? route.workspace : null),
    });
  useCommand('go.servers', setup('servers'));
  useCommand('go.configuration', setup('values'));
  useCommand('go.skills', setup('skills'));
  useCommand('go.hooks', setup('hooks'));
  useCommand('go.workspaces', () => navigate({ view: 'workspaces', workspace: null }));
  useCommand('go.settings', () => navigate({ view: 'settings' }));
  useCommand('go.welcome', () => navigate({ view: 'welcome' }));
  useCommand('rail.toggle', () => setUi(({ railFolded }) => ({ railFolded: !railFolded })));
  useCommand('window.new', () => {
    const shell = musterShell();
    if (shell?.send === undefined) window.open(location.href, '_blank', 'noopener');
    else shell.send({ type: 'newWindow' });
  });
  useCommand('diagnostics.copy', useCopyDiagnostics());
  useCommand('thread.new', workspaces.length === 0 ? null : () => setUi({ newThread: { workspace } }));
  // The open thread takes this over; without one the key must not seem dead.
  useCommand('thread.continue', () =>
    tellShortly('rest', 'No thread is open', 'Open the thread that should continue, then press it again.'),
  );
  useCommand('workspace.add', () => setUi({ addFolder: true }));
  useCommand('link.create', shell === 'browser' ? () => setUi({ linkDevice: true }) : null);
  const attempt = (what: string, promise: Promise<unknown>): void => {
    promise.catch((error: unknown) => tellFailure(what, asFailure(error)));
  };
  useCommand(
    'workspace.restart',
    workspace === null
      ? null
      : () =>
          attempt(
            'The app-server was not restarted',
            client.call('workspace/restart', { workspaceId: workspace }),
          ),
  );
  useCommand('theme.next', () => {
    const dark = document.documentElement.dataset['theme'] === 'dark';
    attempt(
      'The theme was not changed',
      client.call('settings/set', { name: 'appearance.theme', value: dark ? 'light' : 'dark' }),
    );
  });
  const demo = useHostFact('demo') ?? 'off';
  useCommand(
    'demo.start',
    demo === 'off' || demo === 'failed'
      ? () => attempt('The demo did not start', client.call('demo/start', {}))
      : null,
  );
  useCommand('demo.remove', demo === 'running' ? () => setUi({ removeDemo: true }) : null);
}
