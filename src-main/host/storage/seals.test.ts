import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asId, type HomeId, type WorkspaceId } from '#shared/model/ids.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import { MIGRATIONS, SEALED_SINCE } from './migrations.ts';
import { SqliteStorage } from './sqlite-storage.ts';
import type { RowSeal } from './seals.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-seals-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sealWith = (key: string): RowSeal => {
  const sign = (name: string, text: string): string =>
    createHmac('sha256', key).update(`${name}\n${text}`).digest('hex');
  return { sign, holds: (name, text, mark) => mark === sign(name, text) };
};
const path = (): string => join(folder, 'muster.db');
const open = (key = 'ours'): SqliteStorage =>
  new SqliteStorage(path(), {
    onProblem: (message) => {
      throw new Error(message);
    },
    now: () => 1,
    seal: sealWith(key),
  });

/** Does something to the file as another program would, while no host runs. */
function fromOutside(...statements: string[]): void {
  const db = new Database(path());
  for (const statement of statements) db.exec(statement);
  db.close();
}

const rule = (id: string, effect: Rule['effect'] = 'accept'): Rule => ({
  id,
  effect,
  match: { type: 'text', text: `echo ${id}` },
  scope: { type: 'everywhere' },
  until: null,
  createdAt: 1,
  createdBy: 'a test',
  uses: 0,
  lastUsedAt: null,
});
const asSql = (id: string, content: Rule): string =>
  `INSERT OR REPLACE INTO rules (id, created_at, rule) VALUES ('${id}', 1, '${JSON.stringify(content)}')`;
function countRules(): number {
  const db = new Database(path());
  const { n } = db.prepare('SELECT count(*) AS n FROM rules').get() as { n: number };
  db.close();
  return n;
}

const ids = (rules: readonly Rule[]): string[] => rules.map(({ id }) => id).sort();

/** A store with what a person did, closed. */
function made(): void {
  const storage = open();
  for (const one of [rule('mine'), rule('used'), rule('no', 'decline')]) storage.saveRule(one);
  storage.noteRule({ ...rule('used'), uses: 3 });
  storage.saveRule(rule('taken back'));
  storage.removeRule('taken back');
  storage.saveSetting('gateway', { mode: 'off' });
  storage.saveSetting('terminal.shell', '/bin/zsh');
  storage.saveSetting('terminal.fontSize', 14);
  storage.saveSetting('terminal.fontSize', undefined);
  storage.saveHome({ id: asId<HomeId>('h'), path: '/home/ada/.codex' });
  storage.saveWorkspace({
    id: asId<WorkspaceId>('w'),
    name: 'shop',
    path: '/home/ada/shop',
    homeId: asId<HomeId>('h'),
    ord: 0,
    demo: false,
    codexPath: '/opt/codex',
    codexHome: '/home/ada/.codex',
  });
  storage.close();
}

describe('what another program writes into the store', () => {
  it('is nothing where only Muster wrote', () => {
    made();
    const storage = open();
    expect(ids(storage.rules())).toEqual(['mine', 'no', 'used']);
    expect(storage.held()).toEqual({
      rules: [],
      settings: [],
      settingsGone: false,
      workspaces: [],
      homes: 0,
    });
    expect(storage.workspaces()[0]).toMatchObject({ codexPath: '/opt/codex', codexHome: '/home/ada/.codex' });
    storage.close();
  });

  it.each([
    ['a rule is added', [asSql('theirs', rule('theirs'))], ['theirs']],
    [
      'a rule is widened',
      [asSql('mine', { ...rule('mine'), match: { type: 'text', text: 'rm -rf /' } })],
      ['mine'],
    ],
    ['a decline becomes an accept', [asSql('no', rule('no'))], ['no']],
    [
      'a rule is added with the mark of another',
      [
        asSql('theirs', rule('mine')),
        "INSERT INTO seals SELECT of_table, 'theirs', mark FROM seals WHERE of_table = 'rules' AND row_key = 'mine'",
      ],
      ['mine', 'mine', 'used'],
    ],
    [
      'a rule is added that calls itself as another does',
      [
        `INSERT INTO rules VALUES ('x', 1, '${JSON.stringify({ ...rule('mine'), match: { type: 'text', text: 'evil' } })}')`,
      ],
      ['mine'],
    ],
    ['a rule that declines is taken away', ["DELETE FROM rules WHERE id = 'no'"], ['mine', 'used']],
    [
      'a rule that declines is taken away with its mark',
      ["DELETE FROM rules WHERE id = 'no'", "DELETE FROM seals WHERE row_key = 'no'"],
      ['mine', 'used'],
    ],
    ['all marks are taken away', ['DELETE FROM seals'], ['mine', 'used']],
    ['the table of marks is taken away', ['DROP TABLE seals'], ['mine', 'used']],
  ])('decides nothing when %s', (what, statements, held) => {
    made();
    fromOutside(...statements);
    const problems: string[] = [];
    const storage = new SqliteStorage(path(), {
      onProblem: (message) => problems.push(message),
      now: () => 1,
      seal: sealWith('ours'),
    });
    expect(ids(storage.held().rules)).toEqual(held);
    const texts = storage.rules().map(({ match }) => (match.type === 'text' ? match.text : ''));
    expect(texts.filter((text) => text.includes('evil') || text.includes('rm -rf'))).toEqual([]);
    expect(storage.rules().length + held.length).toBe(countRules());
    expect(problems.length).toBe(what.includes('table of marks') ? 1 : 0);
    storage.close();
  });

  it('decides nothing when a rule that was removed is put back with its mark', () => {
    const first = open();
    first.saveRule(rule('old'));
    first.close();
    const db = new Database(path());
    const row = db.prepare("SELECT mark FROM seals WHERE of_table = 'rules' AND row_key = 'old'").get() as {
      mark: string;
    };
    db.close();
    const second = open();
    second.removeRule('old');
    second.close();
    fromOutside(asSql('old', rule('old')), `INSERT INTO seals VALUES ('rules', 'old', '${row.mark}')`);
    const third = open();
    expect(third.rules()).toEqual([]);
    expect(ids(third.held().rules)).toEqual(['old']);
    // Muster's own writes meanwhile do not seal the foreign row.
    third.saveRule(rule('new'));
    third.close();
    const fourth = open();
    expect(ids(fourth.held().rules)).toEqual(['new', 'old']);
    fourth.trust();
    expect(ids(fourth.rules())).toEqual(['new', 'old']);
    fourth.close();
    const fifth = open();
    expect(ids(fifth.rules())).toEqual(['new', 'old']);
    fifth.close();
  });

  it('sets no setting and names no program', () => {
    made();
    fromOutside(
      `UPDATE settings SET value = '{"mode":"command","command":["/tmp/evil"]}' WHERE name = 'gateway'`,
      `INSERT INTO settings VALUES ('terminal.fontSize', '40')`,
      `UPDATE workspaces SET codex_path = '/tmp/evil'`,
      `INSERT INTO homes VALUES ('evil', '/tmp/evil')`,
    );
    const storage = open();
    expect([...storage.settings()]).toEqual([['terminal.shell', '/bin/zsh']]);
    expect(storage.workspaces()[0]).toMatchObject({ name: 'shop', codexPath: null, codexHome: null });
    expect(storage.homes().map(({ id }) => id)).toEqual(['h']);
    expect(storage.held()).toMatchObject({
      settings: ['gateway', 'terminal.fontSize'],
      workspaces: ['shop'],
      homes: 1,
    });
    storage.close();
  });

  it('is not ours by another key', () => {
    made();
    const storage = open('another machine');
    expect(ids(storage.rules())).toEqual(['no']);
    expect(ids(storage.held().rules)).toEqual(['mine', 'used']);
    storage.close();
  });

  it('is taken as it is, once, from before there were seals', () => {
    made();
    const db = new Database(path());
    const rules = db.prepare('SELECT id, created_at, rule FROM rules').raw().all();
    db.close();
    rmSync(path());
    const old = new Database(path());
    for (const step of MIGRATIONS.slice(0, SEALED_SINCE - 1)) old.exec(step);
    for (const row of rules)
      old.prepare('INSERT INTO rules (id, created_at, rule) VALUES (?, ?, ?)').run(row);
    old.exec(`PRAGMA user_version = ${SEALED_SINCE - 1}`);
    old.close();
    const storage = open();
    expect(ids(storage.rules())).toEqual(['mine', 'no', 'used']);
    storage.close();
    const again = open();
    expect(again.held().rules).toEqual([]);
    again.close();
  });
});
