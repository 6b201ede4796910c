/** The demo's scripts, played by the real Codex in the demo's real repositories. */
import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDemo } from '../../src-main/host/demo/demo-director.ts';
import { prepareDemo, removeDemo } from '../../src-main/host/demo/demo-folder.ts';
import type { PreparedDemo } from '../../src-main/host/demo/demo-folder.ts';
import { codexConfigToml } from '../../src-main/host/inference/codex-config.ts';
import { startDemoModel } from '../../src-main/host/inference/demo/demo-model.ts';
import type { DemoScript } from '../../src-main/host/inference/demo/demo-script.ts';
import { PACES } from '../../src-main/host/inference/pace.ts';
import type { ScriptedModel } from '../../src-main/host/inference/scripted-model.ts';
import { bareDemoHost } from './scripted-demo.ts';

const resources = resolve(import.meta.dirname, '../../resources/demo');
const run = promisify(execFile);
let root = '';
let scripts: readonly DemoScript[];
let model: ScriptedModel;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-demo-'));
  ({ model, scripts } = await startDemoModel({ resources, pace: PACES.brisk }));
});

afterAll(async () => {
  await model?.close();
  await rm(root, { recursive: true, force: true });
});

const prepare = (name: string): Promise<PreparedDemo> =>
  prepareDemo({
    directory: join(root, name),
    resources,
    threads: scripts,
    config: (trustedFolders) => codexConfigToml({ modelUrl: model.url, trustedFolders }),
  });

const git = async (cwd: string, ...args: string[]): Promise<string> =>
  (await run('git', args, { cwd })).stdout.trim();

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

describe('the demo by its rule', () => {
  it('brings every thread to the end that its script foresees, in under a minute', async () => {
    const demo = await prepare('by rule');
    const host = bareDemoHost();
    const { summary, reports, ok } = await runDemo(host, demo);
    console.log(JSON.stringify(summary));
    expect(reports.filter((report) => !report.asForeseen)).toEqual([]);
    expect(host.failedChanges()).toEqual([]);
    expect(ok).toBe(true);
    expect(summary).toMatchObject({ threads: 10, turnsCompleted: 9, turnsFailed: 1 });
    expect(Object.keys(summary.approvals).sort()).toEqual(['command', 'fileChange']);

    // What the agents say has to be so: the tests pass, the commits are there, nothing was deleted.
    for (const { name, path } of demo.workspaces) {
      const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap'], { cwd: path });
      expect(stdout, name).toContain('\n# fail 0');
    }
    const [payments, web, search] = ['payments-api', 'web-client', 'search-index'].map((name) =>
      join(demo.directory, name),
    );
    expect(await git(payments!, 'log', '-1', '--format=%s')).toBe('Split amounts so that the shares add up');
    expect(await git(web!, 'log', '-1', '--format=%s')).toContain('Sort table rows by value');
    expect(await git(search!, 'show', '--stat', '--format=', 'HEAD')).toContain('src/rank.js');
    expect(await exists(join(demo.directory, 'artifacts/payments-api/2.2.0'))).toBe(true);
    const plan = await readFile(join(demo.directory, 'handbook/network/address-plan.md'), 'utf8');
    expect(plan).toContain('| ap-south | 10.30.0.0/16 | 10.30.0.0/20 |');

    await host.send('Settlement report times out', 'Please try again.');
    expect(host.lastMessages().get('Settlement report times out')).toContain('Here is where I was');
    await host.send('Refund loses a cent', 'And what about taxes?');
    expect(host.lastMessages().get('Refund loses a cent')).toContain('This is the **demo**');
    await host.stop();
    expect(await removeDemo(demo.directory)).toBe(true);
  }, 60_000);
});

describe('the demo when a person declines everything', () => {
  it('ends every thread well all the same, and the agents say what was left out', async () => {
    const demo = await prepare('declined');
    const host = bareDemoHost(() => 'decline');
    const { summary } = await runDemo(host, demo);
    expect(summary).toMatchObject({ turnsCompleted: 9, turnsFailed: 1 });
    for (const { path } of demo.workspaces) {
      const commits = await git(path, 'log', '--format=%an');
      expect(commits).not.toContain('Demo Agent');
    }
    const messages = host.lastMessages();
    expect(messages.get('Refund loses a cent')).toContain('it is not committed');
    expect(messages.get('Network plan for ap-south')).toContain('The handbook is unchanged');
    expect(messages.get('Make room in the artifact store')).toContain('Nothing was deleted');
    expect(messages.get('Forgive typing mistakes')).toContain('What you declined was left out');
    await host.stop();
  }, 60_000);
});
