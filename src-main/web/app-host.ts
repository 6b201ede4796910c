import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorReport } from '#shared/base/words.ts';
import { createHost, type Host, type HostOptions } from '../host/host.ts';
import { StorageStartFailure } from '../host/storage/failures.ts';
import { LogFile } from '../host/system/log-file.ts';
import { WebStartError } from './options.ts';
import type { HostFactory } from './run.ts';

/** Makes a host. Rejects with a WebStartError for what the person can mend. */
async function begun(options: HostOptions): Promise<Host> {
  try {
    return await createHost(options);
  } catch (error) {
    throw error instanceof StorageStartFailure ? new WebStartError(error.message) : error;
  }
}

/**
 * Makes hosts for a shell out of what lies around the built main process at `scriptDir` (out/main): the project's
 * version, the demo's resources.
 */
export function appHost(
  shell: 'browser' | 'electron',
  scriptDir: string,
  say: (line: string) => void,
): HostFactory {
  const root = join(scriptDir, '..', '..');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return async ({ dataDir, codexHome, demo, createLink, access, startNotices, cipher }) => {
    const log = new LogFile({ folder: join(dataDir, 'logs'), now: Date.now });
    return begun({
      log,
      ...(startNotices && { startNotices }),
      dataDir,
      codexHome,
      shell,
      version,
      createLink,
      access,
      cipher,
      // Folders are copied from there, which Electron does not do from inside its archive.
      demo: { resources: join(root.replace(/app\.asar$/, 'app.asar.unpacked'), 'resources', 'demo') },
      startDemo: demo,
      onFault: (error) => say(`a fault: ${errorReport(error)}`),
    });
  };
}
