import type { HeldEntity, SessionsEntity } from '../model/access/session.ts';
import type { Approval } from '../model/approval/approval.ts';
import type { Batch } from '../model/approval/batch.ts';
import type { FleetRow } from '../model/fleet/fleet-row.ts';
import type { ThreadStart } from '../model/fleet/start.ts';
import type { GatewayState } from '../model/gateway/gateway.ts';
import type { ApprovalId, HomeId, TerminalId, ThreadId, WorkspaceId } from '../model/ids.ts';
import type { SavedPrompt } from '../model/prompt/saved-prompt.ts';
import type { Rule } from '../model/rule/rule.ts';
import type { TerminalEntity, TerminalResize } from '../model/terminal/terminal.ts';
import { defineTopic, defineTopics, key, single, singleText } from '../model/topic.ts';
import type { HomeEntity, HostInfo, Notice, WorkspaceEntity } from '../model/workspace/workspace.ts';

export { filesTopic } from '../model/files/file-search.ts';
export { threadTopic } from '../model/thread/thread-topic.ts';

/** What is true of the host as a whole, and what belongs to no thread. */
export const hostTopic = defineTopic('host', {
  info: single<HostInfo>(),
  gateway: single<GatewayState>(),
  /** Who may come in by a browser; only a browser host has it. */
  sessions: single<SessionsEntity>(),
  /** What is not used until the person says it is theirs; absent while there is nothing. */
  held: single<HeldEntity>(),
  home: key<HomeId, HomeEntity>(),
  workspace: key<WorkspaceId, WorkspaceEntity>(),
  /** Rises when what its agents work with (configuration, MCP servers, skills, hooks) may be another. */
  setup: key<WorkspaceId, number>(),
  notice: key<string, Notice>(),
  /** Prompts that the person keeps for later use. */
  savedPrompt: key<string, SavedPrompt>(),
});

/** One row for each thread of all workspaces. */
export const fleetTopic = defineTopic('fleet', {
  thread: key<ThreadId, FleetRow>(),
  /** Threads that were asked for and are not there yet. */
  start: key<string, ThreadStart>(),
});

/** What waits for a decision, and what ended not long ago. */
export const inboxTopic = defineTopic('inbox', { approval: key<ApprovalId, Approval>() });

/** Decisions for many that can still be taken back, and those that were sent. */
export const batchesTopic = defineTopic('batches', { batch: key<string, Batch>() });

export const rulesTopic = defineTopic('rules', { rule: key<string, Rule>() });

export const terminalsTopic = defineTopic('terminals', { terminal: key<TerminalId, TerminalEntity>() });

/** What one terminal says: its size, and the end of its output. */
export const terminalTopic = defineTopics<TerminalId>()('terminal', {
  size: single<TerminalResize>(),
  output: singleText(),
});
