import { expect, it } from 'vitest';
import { Events } from '../base/events.ts';
import type { WorkspaceEvents } from './ports.ts';
import { BranchWatch } from './branch-watch.ts';

function watch(folders: () => string[], branches: Map<string, string | null>) {
  const told: string[] = [];
  const asked: string[] = [];
  const events = new Events<Pick<WorkspaceEvents, 'branchChanged'>>(() => {});
  events.on('branchChanged', ({ folder, branch }) => told.push(`${folder} ${branch ?? 'none'}`));
  let watched = true;
  const branchWatch = new BranchWatch({
    folders,
    branchOf: async (folder) => {
      asked.push(folder);
      return branches.get(folder) ?? null;
    },
    events,
    watched: () => watched,
    clock: { setTimeout: () => 0, clearTimeout: () => {} },
    onFault: (error) => {
      throw error;
    },
  });
  return { look: () => branchWatch.look(), told, asked, leave: () => (watched = false) };
}

it('tells each change once, of each folder once, and nothing while nobody looks', async () => {
  const branches = new Map<string, string | null>([['/a', 'main']]);
  const { look, told, asked, leave } = watch(() => ['/a', '/a'], branches);
  await look();
  await look();
  expect(told).toEqual(['/a main']);
  expect(asked).toEqual(['/a', '/a']);
  branches.set('/a', 'x');
  await look();
  branches.set('/a', null);
  await look();
  expect(told).toEqual(['/a main', '/a x', '/a none']);
  leave();
  branches.set('/a', 'y');
  await look();
  expect(told).toHaveLength(3);
});

it('comes to every one of many folders, a bounded number at a time', async () => {
  const folders = Array.from({ length: 150 }, (_, at) => `/${at}`);
  const { look, asked } = watch(() => folders, new Map());
  await look();
  expect(asked).toHaveLength(64);
  await look();
  await look();
  expect(new Set(asked).size).toBe(150);
});
