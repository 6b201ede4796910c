// `npm run chaos -- --rounds N --seed S`: kills and corrupts while real turns run, then compares what Muster shows
// with the app-servers' own history. The rounds themselves are test/chaos/main.ts.
import { join } from 'node:path';
import { buildIfStale, entriesOf } from './build.mjs';
import { ROOT, endChildrenOnSignal, runScript, say } from './lib/cli.mjs';
import { runEntry } from './lib/entries.mjs';
import { checkNode, installIfStale } from './lib/preflight.mjs';

runScript(async () => {
  endChildrenOnSignal();
  if (Object.keys(entriesOf('chaos')).length === 0) {
    say('there are no fault rounds yet (test/chaos/main.ts)');
    return 0;
  }
  checkNode();
  await installIfStale();
  // The rounds of shapes look at the page as well.
  await buildIfStale({ targets: ['chaos', 'renderer'] });
  return runEntry(join(ROOT, 'out', 'chaos', 'main.js'), process.argv.slice(2));
});
