// The browser host's process: `node out/main/web.js [options]`, usually started by `npm start`.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appHost } from './app-host.ts';
import { parseWebOptions } from './options.ts';
import { runUntilToldToEnd, surroundings } from './run.ts';

const scriptDir = dirname(fileURLToPath(import.meta.url));
const around = surroundings(scriptDir);
const createHost = appHost('browser', scriptDir, around.say);
const code = await runUntilToldToEnd(() => parseWebOptions(process.argv.slice(2)), createHost, around);
// Everything is closed; what a library may have left open must not keep the process.
process.exit(code);
