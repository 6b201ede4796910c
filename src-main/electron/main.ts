// The desktop shell's process: what Electron runs.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appHost } from '../web/app-host.ts';
import { runShell, say } from './shell.ts';

const scriptDir = dirname(fileURLToPath(import.meta.url));
// Not awaited: Electron becomes ready only after this module was evaluated, and the shell waits for that.
runShell(appHost('electron', scriptDir, say), scriptDir).catch((error: unknown) => {
  say(String((error as Error).stack ?? error));
  process.exit(1);
});
