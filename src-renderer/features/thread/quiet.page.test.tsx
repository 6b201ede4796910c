import { Profiler } from 'react';
import { beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { FakeHost } from '../../dev/fake-host.ts';
import { answered, detail, item, ran, row, turn } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { ThreadView } from './index.ts';

const OPEN = row('t-1', { title: 'The open one' });
const OTHER = row('t-2', { title: 'Another one', state: 'running' });
let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  for (const of of [OPEN, OTHER]) {
    host.row(of);
    host.thread(detail(of));
    host.turn(of.id, turn('turn-1', 1));
    host.item(of.id, item(`${of.id}-a`, answered(`Words of ${of.title}.`)));
    host.item(of.id, item(`${of.id}-c`, ran('npm test', 'ok\n')));
  }
});

it('draws nothing of the open thread anew while another one works', async () => {
  let drawn = 0;
  show(
    <div style={{ height: '800px', display: 'grid' }}>
      <Profiler id="open" onRender={() => (drawn += 1)}>
        <ThreadView id={OPEN.id} back={null} />
      </Profiler>
    </div>,
    host,
    '#/fleet?thread=t-1',
  );
  await expect.element(page.getByText('Words of The open one.')).toBeVisible();
  await settled(() => drawn);
  const before = drawn;
  host.item(OTHER.id, item('live', answered(''), { done: false, live: ['text'] }));
  for (let at = 0; at < 50; at += 1) {
    host.grow(OTHER.id, 'live', 'text', `word ${at} `);
    host.row({ ...OTHER, activity: `step ${at}`, added: at });
  }
  await settled(() => drawn);
  expect(drawn).toBe(before);
  // That it is drawn at all when it is its own turn.
  host.item(OPEN.id, item('t-1-b', answered('And more.')));
  await expect.element(page.getByText('And more.')).toBeVisible();
  expect(drawn).toBeGreaterThan(before);
});

/** Waits until a count has stayed the same over some frames. */
async function settled(count: () => number): Promise<void> {
  for (let still = 0, last = count(); still < 20; still += 1) {
    await new Promise((done) => requestAnimationFrame(done));
    if (count() !== last) still = 0;
    last = count();
  }
}
