import { errorWords } from '#shared/base/words.ts';
import type { HomeId } from '#shared/model/ids.ts';
import type { Hears } from '../base/events.ts';
import type { ServerParams, ServerResults } from '#shared/app-server/methods.ts';

export interface SandboxState {
  readonly works: boolean | null;
  readonly problem: string | null;
}

type Exec = (params: ServerParams<'command/exec'>) => Promise<ServerResults['command/exec']>;

export interface SandboxCheckOptions {
  readonly info: {
    readonly value: { readonly sandbox: SandboxState };
    set(patch: { readonly sandbox: SandboxState }): void;
  };
  /** Runs a command by the app-server of a home, in its folder; undefined when it is not in use any more. */
  readonly homeOf: (id: HomeId) => { readonly path: string; readonly exec: Exec } | undefined;
  readonly events: Hears<{ homeRead: HomeId }>;
  readonly onFault: (error: unknown) => void;
}

/** Finds out once whether the sandbox works, by the first app-server of a home that is ready. */
export function checkSandboxOnce({ info, homeOf, events, onFault }: SandboxCheckOptions): void {
  events.on('homeRead', (id) => {
    const home = homeOf(id);
    if (home === undefined || info.value.sandbox.works !== null) return;
    void checkSandbox(home.exec, process.platform, home.path)
      .then((sandbox) => info.set({ sandbox }))
      .catch(onFault);
  });
}

/** Whether Codex can start its sandbox on this machine: it runs a command that does nothing in it. */
async function checkSandbox(exec: Exec, platform: string, cwd: string): Promise<SandboxState> {
  if (platform === 'win32') return { works: null, problem: null };
  const command = [platform === 'darwin' ? '/usr/bin/true' : '/bin/true'];
  try {
    const { exitCode, stderr } = await exec({
      command,
      cwd,
      timeoutMs: 10_000,
      sandboxPolicy: {
        type: 'workspaceWrite',
        writableRoots: [],
        networkAccess: false,
        excludeTmpdirEnvVar: false,
        excludeSlashTmp: false,
      },
    });
    if (exitCode === 0) return { works: true, problem: null };
    return {
      works: false,
      problem: `${stderr.trim() || `It ended with code ${exitCode}.`} ${advice(platform)}`,
    };
  } catch (error) {
    return {
      works: false,
      problem: `${errorWords(error)} ${advice(platform)}`,
    };
  }
}

function advice(platform: string): string {
  if (platform !== 'linux') return 'Commands of agents will ask for approval one by one.';
  return (
    'On Linux the sandbox needs unprivileged user namespaces: allow them (sysctl kernel.unprivileged_userns_clone=1 or ' +
    'kernel.apparmor_restrict_unprivileged_userns=0), or install the package bubblewrap with its AppArmor profile.'
  );
}
