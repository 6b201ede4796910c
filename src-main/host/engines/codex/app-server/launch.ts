import { existsSync } from 'node:fs';
import type { Clock } from '#shared/base/clock.ts';
import type { Connector } from '../../connectors/connector.ts';
import { stdioConnector, type Launch } from '../../connectors/stdio.ts';
import { bundledCodexPath, locateCodex, type CodexBinary } from './codex-binary.ts';
import { diagnoseExit } from './diagnose-exit.ts';
import { endInheritedOrphans, endOrphanedSandboxes, GENERATION_VARIABLE } from './orphans.ts';

/** Variables of Muster's own that agents have no business with. */
const PRIVATE = /^MUSTER_/;

/** Finds the Codex that a workspace would run. Throws CodexMissing. */
export function findCodex(setting: string | null, env: NodeJS.ProcessEnv): CodexBinary {
  return locateCodex({
    setting,
    env,
    bundled: bundledCodexPath(import.meta.url),
    platform: process.platform,
  });
}

/** How to start an app-server in a folder. Throws, with words for the person, when the folder or Codex is missing. */
export function codexLaunch(
  cwd: string,
  codexHome: string,
  setting: string | null,
  env: NodeJS.ProcessEnv,
): Launch {
  if (!existsSync(cwd))
    throw new Error(`The folder ${cwd} is gone. Put it back and restart, or remove this workspace.`);
  const { path } = findCodex(setting, env);
  const passed = Object.fromEntries(Object.entries(env).filter(([name]) => !PRIVATE.test(name)));
  return { command: path, args: ['app-server'], cwd, env: { ...passed, CODEX_HOME: codexHome } };
}

/** The way to an app-server that is a process of this machine; what its sandbox leaves behind ends with it. */
export function codexProcess(launch: () => Launch, clock: Clock): Connector {
  return stdioConnector({
    launch,
    generationVariable: GENERATION_VARIABLE,
    explain: diagnoseExit,
    begins: () => endInheritedOrphans(clock),
    ended: () => endOrphanedSandboxes(clock),
  });
}
