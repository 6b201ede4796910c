/**
 * A journal as months of work leave it. The lines are written by the host's own inbox, so that they are what it writes,
 * whatever that is: it is given requests as Codex sends them, and decisions.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { person, type Decider } from '#shared/model/approval/decider.ts';
import { approvalId, asId, type Generation, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { Inbox } from '../../../src-main/host/approvals/inbox.ts';
import { readServerRequest } from '../../../src-main/host/engines/codex/requests/read-request.ts';
import { Seal } from '../../../src-main/host/secrets/seal.ts';
import { SqliteStorage } from '../../../src-main/host/storage/sqlite-storage.ts';
import { randomFrom } from '../../support/line-mutations.mjs';

/** A request a minute, on average, of working days. */
const APART_MS = 60_000;
/** Requests of one thread, and of one process. */
const PER_THREAD = 12;
const PER_PROCESS = 150;
const AT_ONCE = 500;

const REPOSITORIES = [
  'payments',
  'search',
  'web-client',
  'infrastructure',
  'docs',
  'mobile',
  'billing',
  'gateway',
];
const THINGS = [
  'refunds',
  'sessions',
  'ledger',
  'indexer',
  'checkout',
  'invoices',
  'login',
  'scheduler',
  'exports',
];
const DOINGS = ['Round', 'Speed up', 'Take apart', 'Document', 'Migrate', 'Retry', 'Simplify', 'Test'];

type Random = () => number;
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/** A command as agents want to run them. */
function commandText(random: Random, number: number): string {
  const thing = pick(random, THINGS);
  return pick(random, [
    `git commit -am 'Step ${number} of the ${thing}'`,
    `git push origin HEAD:refs/heads/agent/${thing}-${number}`,
    `npm install ${thing}-client@${1 + (number % 9)}.${number % 13}.0`,
    `npm test -- --grep '${thing}'`,
    `docker compose up -d ${thing} && docker compose logs --tail 50 ${thing}`,
    `curl -fsS https://registry.example.invalid/${thing}/${number} | jq '.versions[]'`,
    `psql -c "select count(*) from ${thing} where id > ${number}"`,
    `terraform plan -target=module.${thing} -out plan-${number}`,
    `make release NAME=${thing} && scp dist/${thing}-${number}.tgz build@host.example.invalid:/srv`,
  ]);
}

/** A request as Codex sends it: three of four are commands. */
function request(random: Random, number: number, threadId: string): { method: string; params: object } {
  const common = { threadId, turnId: `turn-${number}`, itemId: `call-${number}`, startedAtMs: 0 };
  const thing = pick(random, THINGS);
  const luck = random();
  if (luck < 0.75) {
    const command = `/bin/bash -lc '${commandText(random, number).replaceAll(`'`, `'\\''`)}'`;
    const params = {
      ...common,
      kind: 'command',
      command,
      cwd: `/repos/${thing}`,
      reason: `The ${thing} need it.`,
    };
    return { method: 'item/commandExecution/requestApproval', params };
  }
  if (luck < 0.87)
    return {
      method: 'item/fileChange/requestApproval',
      params: { ...common, reason: null, grantRoot: null },
    };
  if (luck < 0.92) {
    const permissions = { network: { enabled: true }, fileSystem: null };
    const params = { ...common, cwd: `/repos/${thing}`, reason: 'To fetch packages.', permissions };
    return { method: 'item/permissions/requestApproval', params };
  }
  if (luck < 0.97) {
    const question = `Where should the ${thing} of ${number} be kept?`;
    const options = [
      { label: 'Database', description: '' },
      { label: 'Memory', description: '' },
    ];
    const questions = [{ id: 'q', header: thing, question, isOther: false, isSecret: false, options }];
    return { method: 'item/tool/requestUserInput', params: { ...common, isBlocking: true, questions } };
  }
  const message = `Publish ${thing} ${number}?`;
  const params = { ...common, serverName: 'releases', mode: 'url', message, url: 'https://example.invalid/' };
  return { method: 'mcpServer/elicitation/request', params };
}

const RULES: Decider = { type: 'rules', rules: [{ id: 'rule-1', name: 'git commit … in payments' }] };
const DECIDERS: readonly Decider[] = [person('Chrome on Linux'), person('my phone'), person('Muster'), RULES];

/** Writes so many requests, with how each ended, into the database of a data folder. The same seed, the same journal. */
export function seedJournal(dataDir: string, requests: number, seed = 1): void {
  const random = randomFrom(seed);
  const problems: string[] = [];
  const storage = new SqliteStorage(join(dataDir, 'muster.db'), {
    seal: Seal.open(join(dataDir, 'seal.json')),
    onProblem: (problem) => problems.push(problem),
    now: Date.now,
  });
  let now = Date.now() - requests * APART_MS;
  const nothing = (): void => {};
  const inbox = new Inbox({
    apply: nothing,
    store: {
      together: (work) => storage.together(work),
      appendJournal: (entry) => storage.appendJournal(entry),
      noteJournal: (entry) => storage.appendJournal(entry),
      saveApproval: nothing,
    },
    reader: {
      reading: () => null,
      subject: ({ body }) =>
        body.kind === 'command' ? { type: 'command', text: body.command, inPlace: true } : null,
    },
    events: { on: () => ({ dispose: nothing }), fire: nothing },
    now: () => now,
    onFault: (error) => {
      throw error;
    },
  });
  const present: Present = { generation: asId<Generation>(''), thread: asId<ThreadId>('') };
  for (let from = 0; from < requests; from += AT_ONCE) {
    storage.together(() => {
      for (let number = from; number < Math.min(requests, from + AT_ONCE); number += 1) {
        now += Math.floor(2 * APART_MS * random());
        askAndEnd(inbox, random, present, number, () => (now += Math.floor(20_000 * random())));
      }
    });
  }
  storage.close();
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** The process and the thread that ask now. */
interface Present {
  generation: Generation;
  thread: ThreadId;
}

/** One request from its beginning to its end: most are decided, some expire, some are decided too late as well. */
function askAndEnd(inbox: Inbox, random: Random, present: Present, number: number, wait: () => void): void {
  if (number % PER_PROCESS === 0) present.generation = asId<Generation>(randomUUID());
  if (number % PER_THREAD === 0) present.thread = asId<ThreadId>(randomUUID());
  const { generation, thread } = present;
  const workspace = pick(random, REPOSITORIES);
  const { method, params } = request(random, number, thread);
  const shown = readServerRequest(method, params, 0);
  if (shown.type !== 'shown') throw new Error(`${method} is for nobody`);
  const asker = {
    workspaceId: asId<WorkspaceId>(workspace),
    workspace,
    title: `${pick(random, DOINGS)} the ${pick(random, THINGS)}`,
    branch: `agent/${number % 40}`,
    folder: `/repos/${workspace}`,
    changes: [
      {
        path: `/repos/${workspace}/src/${pick(random, THINGS)}-${number}.ts`,
        kind: { type: 'update' as const, move_path: null },
        diff: `@@ -1 +1 @@\n-const old = ${number};\n+const fresh = ${number};\n`,
      },
    ],
  };
  inbox.ask(generation, number, shown, params, asker, { result: () => {}, error: () => {} });
  wait();
  const id = approvalId(generation, number);
  if (random() < 0.08) inbox.resolved(generation, number);
  else {
    const able = shown.decisions.map((option) => option.id).filter((one) => one !== 'acceptAndRemember');
    const [usual] = able;
    const decision = random() < 0.8 && usual !== undefined ? usual : pick(random, able);
    inbox.decide(id, { id: decision, answers: { q: ['Database'] } }, pick(random, DECIDERS));
  }
  if (random() >= 0.03) return;
  wait();
  try {
    inbox.decide(id, { id: 'decline' }, person('my phone'));
  } catch {
    // Too late: that is what the journal notes.
  }
}
