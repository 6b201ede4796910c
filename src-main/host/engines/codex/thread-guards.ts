import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SandboxMode } from '../engine.ts';
import { threadGuard, type Guard, type GuardedPlaces } from './guard.ts';
import type { CodexServerPort } from './server-port.ts';

/** Places that are nobody's business but Muster's, the person's, or another agent's. */
export interface GuardPlaces {
  readonly dataDir: string;
  codexHomes(): readonly string[];
  browserProfiles(): readonly string[];
}

export interface ThreadGuardsOptions {
  readonly places: GuardPlaces;
  readonly env: NodeJS.ProcessEnv;
}

/** Keeps agents' commands from Muster's own folder, from other agents' homes and from browsers (see `threadGuard`). */
export class ThreadGuards {
  readonly #options: ThreadGuardsOptions;

  constructor(options: ThreadGuardsOptions) {
    this.#options = options;
  }

  /**
   * The guard of a thread in `cwd` whose app-server has the home `codexHome`. The configuration is asked of Codex, as it
   * alone knows which of its layers count there. Rejects as the request does.
   */
  async of(
    server: Pick<CodexServerPort, 'request'>,
    codexHome: string,
    cwd: string,
    wanted: SandboxMode | undefined,
  ): Promise<Guard> {
    const { config } = await server.request('config/read', { cwd, includeLayers: false });
    return threadGuard(config, wanted, cwd, this.#placesOf(codexHome));
  }

  #placesOf(codexHome: string): GuardedPlaces {
    const { places, env } = this.#options;
    const ownHome = real(codexHome);
    const others = places.codexHomes().filter((home) => home !== ownHome);
    const secret = join(ownHome, 'auth.json');
    return {
      hidden: [places.dataDir, ...others.filter(existsSync), ...places.browserProfiles()],
      ownHome,
      ownSecrets: existsSync(secret) ? [secret] : [],
      tmp: {
        slashTmp: process.platform === 'win32' ? null : real('/tmp'),
        tmpdir: real(env['TMPDIR'] ?? tmpdir()),
      },
    };
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
