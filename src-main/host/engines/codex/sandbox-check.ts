import { errorWords } from '#shared/base/words.ts';
import type { SandboxState } from '../engine.ts';
import type { ServerParams, ServerResults } from '#shared/app-server/methods.ts';

type Exec = (params: ServerParams<'command/exec'>) => Promise<ServerResults['command/exec']>;

/** Whether Codex can start its sandbox on this machine: it runs a command that does nothing in it. */
export async function checkSandbox(exec: Exec, platform: string, cwd: string): Promise<SandboxState> {
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
