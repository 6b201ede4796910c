/** A Muster's data folder as an earlier life of it left it: workspaces with real folders, and the index of threads. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asId, type HomeId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { codexConfigToml } from '../../../src-main/host/inference/codex-config.ts';
import { Seal } from '../../../src-main/host/secrets/seal.ts';
import { SqliteStorage } from '../../../src-main/host/storage/sqlite-storage.ts';
import { makeRepository } from '../../support/repository.ts';

export interface Seeded {
  readonly dataDir: string;
  readonly codexHome: string;
  readonly folders: readonly string[];
  readonly workspaceIds: readonly WorkspaceId[];
}

export interface SeedOptions {
  readonly workspaces: number;
  /** Threads in the index, in all. */
  readonly threads?: number;
  /** All of them ended well and were read; without it some failed, were cut off, or wait to be read. */
  readonly idle?: boolean;
  /** The model's endpoint; without it nothing can run. */
  readonly modelUrl?: string;
}

const TITLES = [
  'Round refunds to the cent',
  'Make the search tolerate a typing mistake',
  'Find out why the nightly build hangs',
  'Move the settings page to the new table',
  'Write down how a release is made',
  'Take the flaky test apart',
  'Answer the review of the address plan',
];
const LAST_TURNS = ['completed', 'completed', 'completed', 'completed', 'failed', 'interrupted'] as const;

/** Makes the folders and writes what a host remembers. */
export function seed(root: string, { workspaces, threads = 0, idle = false, modelUrl }: SeedOptions): Seeded {
  const dataDir = join(root, 'data');
  const codexHome = join(root, 'codex-home');
  mkdirSync(codexHome, { recursive: true });
  const folders = Array.from({ length: workspaces }, (_, at) => makeRepository(root, `workspace-${at + 1}`));
  const config = { modelUrl: modelUrl ?? 'http://127.0.0.1:9/v1', trustedFolders: folders };
  writeFileSync(join(codexHome, 'config.toml'), codexConfigToml(config));
  const problems: string[] = [];
  const storage = new SqliteStorage(join(dataDir, 'muster.db'), {
    seal: Seal.open(join(dataDir, 'seal.json')),
    onProblem: (problem) => problems.push(problem),
    now: Date.now,
  });
  const homeId = asId<HomeId>(randomUUID());
  storage.saveHome({ id: homeId, path: codexHome });
  const workspaceIds = folders.map((path, ord) => {
    const id = asId<WorkspaceId>(randomUUID());
    const name = `workspace-${ord + 1}`;
    storage.saveWorkspace({ id, name, path, homeId, ord, demo: false, codexPath: null, codexHome: null });
    return id;
  });
  for (let at = 0; at < threads; at += 1) {
    const workspaceId = workspaceIds[at % workspaces] as WorkspaceId;
    saveThread(storage, at, workspaceId, folders[at % workspaces] ?? '', idle);
  }
  storage.close();
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { dataDir, codexHome, folders, workspaceIds };
}

function saveThread(
  storage: SqliteStorage,
  at: number,
  workspaceId: WorkspaceId,
  cwd: string,
  idle: boolean,
): void {
  const lastTurn = idle ? 'completed' : (LAST_TURNS[at % LAST_TURNS.length] ?? 'completed');
  const createdAt = Date.now() - at * 60_000;
  storage.saveThread({
    id: asId<ThreadId>(randomUUID()),
    workspaceId,
    parentId: null,
    name: null,
    preview: `${TITLES[at % TITLES.length]} (${at + 1})`,
    cwd,
    branch: 'main',
    model: 'gpt-5.5',
    createdAt,
    since: createdAt + 30_000,
    activeAt: createdAt + 30_000,
    pinnedAt: null,
    snoozedUntil: null,
    section: null,
    dismissed: false,
    continueAt: null,
    lastTurn,
    cutOff: lastTurn === 'interrupted',
    error: lastTurn === 'failed' ? 'The model’s answer ended too early.' : null,
    unread: !idle && at % 4 === 0,
    queued: 0,
    tokens: 1_000 * (at % 90),
    contextShare: (at % 90) / 100,
    added: at % 50,
    removed: at % 20,
    activity: 'ran npm test',
    program: null,
    effort: null,
    permission: 'ask',
    plan: false,
  });
}
