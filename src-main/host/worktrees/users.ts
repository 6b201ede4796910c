import { sep } from 'node:path';
import { titleOf } from '#shared/model/thread/facts.ts';
import type { PlacedThreads } from './ports.ts';
import type { Users } from './worktrees.ts';

/** Who uses a folder or one below it: the threads of the host, and how many terminals `terminalsIn` counts. */
export function usersOf(
  threads: PlacedThreads,
  terminalsIn: (path: string) => number,
): (path: string) => Users {
  return (path) => {
    const inside = [...threads.all()].filter(({ facts }) => isIn(facts.cwd, path) && facts.parentId === null);
    const running = inside.filter(({ facts }) => facts.status === 'active');
    return {
      threads: inside.map(({ facts }) => facts.id),
      running: running.map(({ facts }) => titleOf(facts)),
      terminals: terminalsIn(path),
    };
  };
}

/** Whether a path is a folder or lies in it. */
export function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
