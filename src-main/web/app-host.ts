import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHost } from '../host/host.ts';
import type { HostFactory } from './run.ts';

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
  return async ({ dataDir, codexHome, demo, createLink }) =>
    createHost({
      dataDir,
      codexHome,
      shell,
      version,
      createLink,
      demo: { resources: join(root, 'resources', 'demo') },
      startDemo: demo,
      onFault: (error) =>
        say(`a fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    });
}
