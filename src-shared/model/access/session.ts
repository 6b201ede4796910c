import type { Rule } from '../rule/rule.ts';

/** A browser that was let in by a link, as people see it. */
export interface SessionInfo {
  /** Names it in calls; lets nobody in. */
  readonly id: string;
  /** What the browser said of itself when it was let in. */
  readonly label: string;
  /** Where it came from: an address of the network. */
  readonly address: string;
  /** Unix ms. */
  readonly createdAt: number;
  /** Unix ms; told at most once an hour. */
  readonly usedAt: number;
}

/** Key `sessions` of the topic `host`: who may come in, and who is in now. Only a browser host has it. */
export interface SessionsEntity {
  readonly sessions: readonly (SessionInfo & { readonly connected: boolean })[];
}

/**
 * Key `held` of the topic `host`, while there is any: what another program wrote into Muster's storage, and is therefore
 * not used until a person says that it is theirs.
 */
export interface HeldEntity {
  /** Rules that accept. */
  readonly rules: readonly Rule[];
  /** Names of settings. */
  readonly settings: readonly string[];
  /** Names of workspaces whose own Codex and home are not used. */
  readonly workspaces: readonly string[];
}

/** Who lets browsers in, as the host shows it and people end it. */
export interface Access {
  /** All sessions, the latest first. */
  list(): readonly SessionInfo[];
  /** Ends a session and its connections. Answers whether there was one. */
  end(id: string): boolean;
}
