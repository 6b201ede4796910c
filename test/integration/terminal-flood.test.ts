/** What a flood in one terminal does to its program, to a client that does not keep up, and to a neighbour. */
import { describe, expect, it } from 'vitest';
import { terminalTopic } from '#shared/contract/topics.ts';
import type { TerminalId } from '#shared/model/ids.ts';
import { HIGH_WATER } from '../../src-main/host/terminals/flow.ts';
import { DrawnTerminal } from '../support/terminal-client.ts';
import { useHarness } from '../support/use-harness.ts';

const env = { ...process.env, SHELL: '/bin/sh', ENV: '', PS1: '$ ' };
const used = useHarness({ host: { env } });

async function open(): Promise<TerminalId> {
  const { workspaceId } = await used.harness.addRepository(`repo${Math.random()}`);
  const { terminalId } = await used.client.call('terminal/open', { workspaceId, cols: 80, rows: 24 });
  return terminalId;
}

describe('a flood', () => {
  it('makes its program wait for a client that follows, and goes on without one that has died', async () => {
    const id = await open();
    const watcher = used.harness.client('watcher');
    const end = (): number => {
      watcher.open(terminalTopic(id));
      const text = watcher.contract.view(terminalTopic(id))?.mirror.texts.get(terminalTopic.output.key);
      return text === undefined ? 0 : text.start + text.text.length;
    };
    // It takes everything, and says that it has shown nothing.
    const held: (() => void)[] = [];
    let holds = true;
    const drawn = new DrawnTerminal(used.client, id, (sink) => ({
      ...sink,
      write: (text, done) =>
        sink.write(text, () => {
          if (holds) held.push(done);
          else done();
        }),
    }));
    await drawn.until((lines) => lines.some((line) => line.startsWith('$')), 'a prompt');
    await used.client.call('terminal/write', { terminalId: id, data: 'seq 1 3000000\r' });
    await watcher.until(() => end() > HIGH_WATER, 'the flood');
    // What was on its way when the program was stopped is no more than the system's buffers hold.
    const stopped = end();
    expect(stopped).toBeLessThan(2 * HIGH_WATER);
    await watcher.until(() => end() > 4 * HIGH_WATER, 'the program to go on without the dead client');
    holds = false;
    for (const done of held.splice(0)) done();
    await drawn.until((lines) => lines.includes('3000000'), 'the end of the flood', 50_000);
    expect(drawn.screens).toBeGreaterThan(1);
    drawn.dispose();
  });

  it('lets a neighbour echo', async () => {
    const [flooding, quiet] = [await open(), await open()];
    const drawn = new DrawnTerminal(used.client, quiet);
    await drawn.until((lines) => lines.some((line) => line.startsWith('$')), 'a prompt');
    await used.client.call('terminal/write', { terminalId: flooding, data: 'yes | head -n 30000000\r' });
    const took: number[] = [];
    for (let key = 0; key < 20; key += 1) {
      const began = performance.now();
      await used.client.call('terminal/write', { terminalId: quiet, data: 'x' });
      await drawn.until((lines) => lines.some((line) => line.endsWith('x'.repeat(key + 1))), 'the echo');
      took.push(performance.now() - began);
    }
    // The benchmark has the figure; here only that nothing starves.
    expect(Math.max(...took)).toBeLessThan(2000);
    drawn.dispose();
  });
});
