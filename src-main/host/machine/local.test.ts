import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localMachine } from './local.ts';

const machine = localMachine();
const { files } = machine;

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'muster-machine-')));
  writeFileSync(join(root, 'file'), 'four');
  symlinkSync(join(root, 'file'), join(root, 'link'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('files', () => {
  it('are looked at through links, or as links', async () => {
    expect(await files.look(join(root, 'link'))).toMatchObject({ kind: 'file', bytes: 4 });
    expect(await files.lookAtEntry(join(root, 'link'))).toMatchObject({ kind: 'link' });
    expect(await files.look(root)).toMatchObject({ kind: 'folder' });
    expect(await files.look(join(root, 'gone'))).toBeNull();
    expect(await files.look(join(root, 'file', 'below'))).toBeNull();
    expect([...(await files.list(root))].sort((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'file', kind: 'file' },
      { name: 'link', kind: 'link' },
    ]);
  });

  it('are read where they are plain, and never waited for', async () => {
    expect((await files.content(join(root, 'file')))?.toString()).toBe('four');
    expect(await files.content(join(root, 'link'))).toBeNull();
    expect(await files.content(root)).toBeNull();
    await expect(files.content(join(root, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
    if (process.platform === 'win32') return;
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(root, 'pipe')]);
    expect(await files.content(join(root, 'pipe'))).toBeNull();
    expect(await files.look(join(root, 'pipe'))).toMatchObject({ kind: 'other' });
  });

  it('say what is allowed', async () => {
    expect(await files.may(root, 'read', 'write', 'enter')).toBe(true);
    expect(await files.may(join(root, 'gone'))).toBe(false);
    if (process.platform === 'win32') return;
    expect(await files.may(join(root, 'file'), 'run')).toBe(false);
    chmodSync(join(root, 'file'), 0o755);
    expect(await files.may(join(root, 'file'), 'read', 'run')).toBe(true);
  });
});

describe('programs', () => {
  const run = (program: string, args: string[], more: { timeoutMs?: number; input?: string } = {}) =>
    machine.run(program, args, { env: process.env, timeoutMs: 10_000, mostBytes: 100, ...more });
  const node = (script: string, more?: { timeoutMs?: number; input?: string }) =>
    run(process.execPath, ['-e', script], more);

  it('tell what they wrote and how they ended', async () => {
    const echo = 'process.stdin.pipe(process.stdout); console.error(" said "); process.exitCode = 3';
    const ran = await node(echo, { input: 'in' });
    expect({ ...ran, output: ran.output.toString() }).toEqual({
      end: { type: 'exit', code: 3 },
      output: 'in',
      errors: 'said',
    });
    expect((await node('')).end).toEqual({ type: 'exit', code: 0 });
  });

  it('are ended when they take too long or write too much, and missed', async () => {
    expect((await node('setInterval(() => {}, 1000)', { timeoutMs: 300 })).end).toEqual({ type: 'timeout' });
    const much = await node('process.stdout.write("x".repeat(5000)); setInterval(() => {}, 1000)');
    expect(much.end).toEqual({ type: 'tooMuch' });
    expect(much.output).toHaveLength(100);
    expect((await run('there-is-no-such-program', [])).end).toEqual({ type: 'missing' });
  });
});
