import type { Results } from '#shared/contract/requests.ts';
import type { ConfigChange, Configuration, ConfigWritten, McpServer } from '#shared/model/workspace/setup.ts';

/**
 * What the agents of one app-server work with, as it counts in a folder. Each request wakes the app-server where it
 * sleeps. They reject with EngineRefusal when it says no, RpcNotSent, RpcOutcomeUnknown, and Malformed when its answer
 * says nothing. What writes the configuration of a home happens one at a time.
 */
export interface EngineSetup {
  /** Every server of the configuration. Those that nothing has started are started to be asked for their tools. */
  servers(cwd: string): Promise<readonly McpServer[]>;
  /** Begins a sign-in at a server: the address that a person opens. That it ended is told as `mcpSignIn`. */
  signIn(name: string): Promise<string>;
  /** Reads the servers of the configuration anew, and starts them again in each loaded thread. */
  reloadServers(): Promise<void>;
  /** Writes into the person's own file whether a server is used. */
  switchServer(name: string, on: boolean): Promise<void>;

  configuration(cwd: string): Promise<Configuration>;
  /** Writes into the person's own file, unless it does not say `seen` (of it) any more. */
  write(cwd: string, change: ConfigChange, seen: string | null): Promise<ConfigWritten>;

  skills(cwd: string): Promise<Results['skills/all']>;
  switchSkill(path: string, on: boolean): Promise<void>;

  hooks(cwd: string): Promise<Results['hooks/list']>;
  /** False where the hook runs something else than what has this hash, so that nothing was done. */
  trustHook(
    cwd: string,
    hook: { readonly key: string; readonly hash: string },
    trusted: boolean,
  ): Promise<boolean>;
}
