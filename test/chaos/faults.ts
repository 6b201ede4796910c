/** What is done to a fleet at work. */
import type { WorkspaceId } from '#shared/model/ids.ts';
import { living, treeOf, type Process } from '../support/processes.ts';
import { below, pick, type Random } from './random.ts';
import type { World } from './world.ts';

export type FaultKind = 'app-server' | 'host' | 'socket' | 'lines';

export const FAULTS: readonly FaultKind[] = ['app-server', 'host', 'socket', 'lines'];

/** After a kill, this is how long anything of the dead one may live. */
export const LAST_BREATH_MS = 3000;

export interface Inflicted {
  readonly kind: FaultKind;
  /** In words, for the round's line. */
  readonly what: string;
  /** Workspaces whose app-server died. */
  readonly died: ReadonlySet<WorkspaceId>;
  /** A host whose child was tampered with: content may differ, and what was shown twice is no loss. */
  readonly tampered: boolean;
  /** When it was done, by `performance.now()`. */
  readonly at: number;
  /** Resolves when all that was killed is gone: with the ms it took, and what outlived its time. */
  readonly gone: Promise<{ readonly ms: number; readonly left: readonly Process[] }>;
}

/** Does one thing to the world. Resolves when it is done, not when the world has recovered. */
export async function inflict(kind: FaultKind, world: World, random: Random): Promise<Inflicted> {
  const nobody: ReadonlySet<WorkspaceId> = new Set();
  const at = performance.now();
  const whole = { kind, at, died: nobody, tampered: false, gone: Promise.resolve({ ms: 0, left: [] }) };
  switch (kind) {
    case 'socket':
      world.breakSocket();
      return { ...whole, what: 'broke the client’s socket' };
    case 'host': {
      const tree = treeOf(world.hostPid);
      await world.killHost();
      const killedAt = performance.now();
      const gone = watchEnd(tree);
      await world.startHost();
      return {
        ...whole,
        what: `killed the host above ${tree.length - 1} processes`,
        died: new Set(world.workspaces.map(({ id }) => id)),
        at: killedAt,
        gone,
      };
    }
    case 'lines': {
      const instead = random() < 0.4;
      const mutating = {
        seed: below(random, 2 ** 31),
        share: 0.1 + random() * 0.3,
        ms: 600 + below(random, 1200),
        instead,
      };
      const counts = Object.entries(await world.proxy.mutate(mutating)).map(
        ([name, count]) => `${count} ${name}`,
      );
      return {
        ...whole,
        what: `changed lines ${instead ? 'in place' : 'beside the true ones'} (${counts.join(', ')})`,
        tampered: true,
      };
    }
    case 'app-server':
      return { ...whole, ...killAppServer(world, random) };
  }
}

function killAppServer(world: World, random: Random): Pick<Inflicted, 'what' | 'died' | 'gone'> {
  // The home's app-server is one of six.
  const victim = below(random, world.workspaces.length + 1) - 1;
  const workspace = world.workspaces[victim];
  const shown =
    workspace === undefined ? world.home() : world.shownWorkspaces().find(({ id }) => id === workspace.id);
  if (shown?.status.type !== 'ready') throw new Error('the app-server to kill is not ready');
  const proxied = victim === 0 ? world.proxy.pids : undefined;
  const pid = proxied === undefined ? shown.status.pid : pick(random, [proxied.pid, proxied.codexPid]);
  const tree = treeOf(shown.status.pid);
  process.kill(pid, 'SIGKILL');
  const name = workspace === undefined ? 'the home’s app-server' : `the app-server of workspace ${victim}`;
  return {
    what: `killed ${name} with ${tree.length - 1} children`,
    died: new Set(workspace === undefined ? [] : [workspace.id]),
    gone: watchEnd(tree),
  };
}

async function watchEnd(tree: readonly Process[]): Promise<{ ms: number; left: readonly Process[] }> {
  const began = performance.now();
  for (;;) {
    const left = living(tree);
    const ms = Math.round(performance.now() - began);
    if (left.length === 0 || ms > LAST_BREATH_MS) return { ms, left };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
