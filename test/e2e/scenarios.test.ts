import { afterEach, beforeEach, describe, it } from 'vitest';
import { App } from './support/app.ts';
import { decideByKey, firstThread, stopEverything, type Stage } from './support/scenarios.ts';

let app: App;
beforeEach(async () => {
  app = await App.start();
});
afterEach(() => app.dispose());

const stage = (): Stage => ({
  page: app.page,
  model: app.harness.model,
  root: app.harness.root,
  repository: (name) => app.harness.repository(name),
});

// The same scenarios run in the desktop app's window: electron.test.ts.
describe('a person at a browser', () => {
  // oxlint-disable-next-line vitest/expect-expect -- each scenario waits for what it is about
  it('adds a folder, decides by a key, and stops everything', async () => {
    await firstThread(stage());
    await decideByKey(stage());
    await stopEverything(stage());
  });
});
