import type { PermissionMode } from '../thread/settings.ts';

/** Where a value of the configuration stands, from what an administrator says to what the engine has by itself. */
export interface ConfigSource {
  readonly kind: 'managed' | 'folder' | 'user' | 'system' | 'session' | 'built-in';
  /** Its file, or what else it is called; null where it has no name. */
  readonly place: string | null;
}

/** A value as one layer has it. */
export interface LayerValue {
  readonly from: ConfigSource;
  /** In words: as it would be written, or the name of a permission mode. */
  readonly value: string;
}

/** What of a configuration a person changes by a choice. */
export const COMMON_VALUES = ['model', 'effort', 'permission'] as const;
export type CommonName = (typeof COMMON_VALUES)[number];

/** One of these with all layers that say something of it, the one that counts first. */
export interface CommonValue {
  readonly name: CommonName;
  /** What counts in the folder; null where no layer says anything. */
  readonly value: string | null;
  readonly layers: readonly LayerValue[];
  /** What the person's own file says, exactly: whoever writes says what they saw. Null where it says nothing. */
  readonly own: string | null;
  /** What an administrator leaves to choose from; null where all. */
  readonly allowed: readonly string[] | null;
}

/** Any other value that some layer has, by its path of names. */
export interface OtherValue {
  readonly name: string;
  readonly layers: readonly LayerValue[];
}

/** The configuration as it counts in one folder. */
export interface Configuration {
  /** The person's own file, which is written to; null where there is none. */
  readonly file: string | null;
  readonly common: readonly CommonValue[];
  readonly others: readonly OtherValue[];
  /** What an administrator demands, a line each. */
  readonly requirements: readonly { readonly name: string; readonly value: string }[];
  /** Layers that are there and do not count, each with the reason. */
  readonly disabled: readonly { readonly from: ConfigSource; readonly reason: string }[];
}

/** What the person's own file is to say; null takes it out. */
export type ConfigChange =
  | { readonly name: 'model' | 'effort'; readonly value: string | null }
  | { readonly name: 'permission'; readonly value: PermissionMode | null };

/** What came of a change. `overridden`: a layer above says otherwise, which is what counts. */
export type ConfigWritten =
  | { readonly outcome: 'written'; readonly overridden: LayerValue | null }
  /** Somebody else wrote there: nothing was changed. `own` is what stands there now. */
  | { readonly outcome: 'conflict'; readonly own: string | null };

/** How an MCP server is. `unknown`: it has not been looked at. */
export type McpState = 'connected' | 'starting' | 'signIn' | 'failed' | 'off' | 'notStarted' | 'unknown';

/** A server of the configuration whose tools agents have. */
export interface McpServer {
  readonly name: string;
  readonly state: McpState;
  /** Why it failed; null while it did not. */
  readonly reason: string | null;
  readonly tools: readonly { readonly name: string; readonly description: string }[];
  /** Where it is: a web origin, a command; null where that is not known. */
  readonly place: string | null;
  /** One can sign in there, and whether one is. */
  readonly account: 'none' | 'signedOut' | 'signedIn';
  readonly on: boolean;
  /** It stands in the person's own file, so that it can be switched here. */
  readonly own: boolean;
  /** Where it is configured, in words; null where that is not known. */
  readonly from: ConfigSource | null;
}

/** A skill as its file says, on or off. */
export interface SkillState {
  readonly name: string;
  readonly description: string;
  readonly path: string;
  readonly scope: 'folder' | 'user' | 'system' | 'managed';
  readonly on: boolean;
}

/** A program or prompt that runs at an event of a thread. */
export interface Hook {
  /** Names it among all hooks of its home. */
  readonly key: string;
  readonly event: string;
  /** For which tools or matters; null for all. */
  readonly matcher: string | null;
  /** What it runs, in words. */
  readonly runs: string;
  readonly file: string;
  /** `modified`: it was trusted, and is another now. */
  readonly trust: 'managed' | 'trusted' | 'untrusted' | 'modified';
  /** Of what it runs now: trust is given to this and nothing else. */
  readonly hash: string;
  readonly on: boolean;
}

/** What could not be read, by its file. */
export interface SetupProblem {
  readonly path: string;
  readonly message: string;
}
