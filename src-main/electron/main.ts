// The desktop shell's process: what Electron runs.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appHost } from '../web/app-host.ts';
import { runShell, say } from './shell.ts';

const scriptDir = dirname(fileURLToPath(import.meta.url));
await runShell(appHost('electron', scriptDir, say), scriptDir);
