import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../base/system-clock.ts';
import { Attachments } from './attachments.ts';

const DAY_MS = 24 * 3_600_000;
let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'muster-pictures-')), 'pictures');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

function setUp(used: Set<string> = new Set()) {
  let now = Date.now();
  const attachments = new Attachments({
    folder,
    store: { picturesInUse: () => used },
    clock: { ...systemClock, now: () => now, setTimeout: () => 0, clearTimeout: () => {} },
    onFault: (error) => {
      throw error;
    },
  });
  const add = async (text: string) =>
    (await attachments.add({ name: text, data: Buffer.from(`GIF89a${text}`).toString('base64') })).picture;
  return { attachments, add, used, later: (ms: number) => (now += ms) };
}

describe('Attachments', () => {
  it('keeps the same content once, and gives it back', async () => {
    const { attachments, add } = setUp();
    const [one, again] = [await add('same'), await add('same')];
    expect(again.id).toBe(one.id);
    expect(await attachments.resolve({ text: 'x', attached: [one] })).toEqual({
      text: 'x',
      attached: [{ type: 'picture', path: join(folder, one.id) }],
    });
  });

  it('removes what nothing has for a day, and nothing else', async () => {
    const { attachments, add, used, later } = setUp();
    const [unused, drafted] = [await add('unused'), await add('drafted')];
    used.add(drafted.id);
    await attachments.sweep();
    expect(existsSync(join(folder, unused.id))).toBe(true);
    later(DAY_MS + 60_000);
    // What is attached again is young again.
    const fresh = await add('fresh');
    await attachments.add({ name: 'fresh', data: Buffer.from('GIF89afresh').toString('base64') });
    await attachments.sweep();
    expect([unused, drafted, fresh].map(({ id }) => existsSync(join(folder, id)))).toEqual([
      false,
      true,
      true,
    ]);
    await expect(attachments.read({ id: unused.id })).rejects.toMatchObject({ code: 'notFound' });
  });

  it('refuses more pictures than go with one text', async () => {
    const { attachments, add } = setUp();
    const many = await Promise.all(Array.from({ length: 11 }, (_, at) => add(`${at}`)));
    await expect(attachments.resolve({ text: '', attached: many })).rejects.toThrow(
      '11 pictures are too many: 10 at most go with one text.',
    );
  });
});
