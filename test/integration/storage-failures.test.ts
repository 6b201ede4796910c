import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { mkdtempSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostTopic } from '#shared/contract/topics.ts';
import type { RuleDraft } from '#shared/contract/calls/rules.ts';
import { Harness } from '../support/host-harness.ts';
import { startWebProcess } from '../support/web-process.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.dispose());

const database = (): Database.Database => new Database(join(harness.dataDir, 'muster.db'));
const declines: RuleDraft = {
  effect: 'decline',
  match: { type: 'text', text: 'git push' },
  scope: { type: 'everywhere' },
  until: null,
};

/** Every call that stores something of a person's, and what it is stored in. */
const calls: readonly (readonly [name: string, table: string, run: () => Promise<unknown>])[] = [
  ['draft/set', 'drafts', () => harness.host.call('draft/set', { key: 'k', text: 'half a thought' })],
  ['draft/get', 'drafts', () => harness.host.call('draft/get', { key: 'k' })],
  [
    'settings/set',
    'settings',
    () => harness.host.call('settings/set', { name: 'appearance.theme', value: 'dark' }),
  ],
  ['rule/save', 'rules', () => harness.host.call('rule/save', { rule: declines })],
  [
    'gateway/set',
    'settings',
    () =>
      harness.host.call('gateway/set', {
        route: { type: 'command', argv: ['/bin/true'] },
        timeoutSeconds: 9,
      }),
  ],
  [
    'workspace/add',
    'workspaces',
    () => harness.host.call('workspace/add', { path: harness.repository(`r${Math.random()}`) }),
  ],
];

it('answers every call that stores with the failure while its table is missing, and says so as a notice', async () => {
  const client = harness.client();
  client.open(hostTopic.topic);
  for (const [name, table, run] of calls) {
    const db = database();
    db.exec(`ALTER TABLE ${table} RENAME TO hidden`);
    db.close();
    await expect(run(), name).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('a part of the database is missing') as string,
    });
    await client.until(
      () => client.values(hostTopic.topic, hostTopic.notice).some(({ title }) => title === 'Storage'),
      'the notice',
    );
    const mended = database();
    mended.exec(`ALTER TABLE hidden RENAME TO ${table}`);
    mended.close();
  }
  await harness.host.call('draft/set', { key: 'k', text: 'a whole thought' });
  expect(await harness.host.call('draft/get', { key: 'k' })).toEqual({ text: 'a whole thought' });
  await client.until(
    () => client.values(hostTopic.topic, hostTopic.notice).every(({ title }) => title !== 'Storage'),
    'the notice to go with its cause',
  );
});

it('answers with the failure while another program holds the database, and does what it said once it is free', async () => {
  const holder = database();
  holder.exec('BEGIN EXCLUSIVE');
  for (const [name, , run] of calls.filter(([which]) => which !== 'draft/get'))
    await expect(run(), name).rejects.toMatchObject({ code: 'storage' });
  holder.exec('ROLLBACK');
  holder.close();
  for (const [, , run] of calls) await run();
  const other = database();
  expect(other.prepare("SELECT count(*) AS n FROM rules WHERE rule LIKE '%git push%'").get()).toMatchObject({
    n: 1,
  });
  expect(other.prepare("SELECT text FROM drafts WHERE key = 'k'").get()).toMatchObject({
    text: 'half a thought',
  });
  other.close();
});

it('begins with spoiled rows in every table that it reads', async () => {
  await harness.stopHost();
  const db = database();
  db.exec(`INSERT INTO approvals VALUES ('null', 1, 'null'), ('number', 2, '7');
    INSERT INTO rules VALUES ('null', 1, 'null');
    INSERT INTO settings VALUES ('null', 'null'), ('broken', '{');
    INSERT INTO edits VALUES ('null', 'null');
    INSERT INTO kept_items VALUES ('t', 'i', 'u', NULL, 1, 'cutOff', 'null', 0);
    INSERT INTO sent (id, thread_id, turn_id, mode, state, text, at) VALUES ('s', 't', NULL, 'x', 'y', '', 1)`);
  db.close();
  await harness.startHost();
  const client = harness.client();
  client.open(hostTopic.topic);
  const notice = await client.until(
    () =>
      client.values(hostTopic.topic, hostTopic.notice).find(({ detail }) => detail.includes('(approvals)')),
    'the notice',
  );
  expect(notice.detail).toContain('2 rows');
  expect(await harness.host.call('draft/get', { key: 'k' })).toEqual({ text: 'half a thought' });
  expect(harness.faults).toEqual([]);
});

it('says in words why it cannot begin, ends, and lets go of the data folder', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-start-')));
  const data = join(root, 'data');
  const script = join(import.meta.dirname, '../../out/main/web.js');
  const options = ['--data', data, '--codex-home', join(root, 'codex'), '--port', '0'];
  try {
    mkdirSync(join(data, 'muster.db'), { recursive: true });
    await expect(startWebProcess(script, options)).rejects.toThrow(
      /ended with 1 before it ran:\nmuster: Muster cannot use its database .*muster\.db: .*permissions of the folder/,
    );
    expect(readdirSync(data)).not.toContain('muster.db.set-aside');
    rmSync(join(data, 'muster.db'), { recursive: true });
    const next = await startWebProcess(script, options);
    await next.end();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
