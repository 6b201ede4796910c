import { ContractFailure } from '#shared/contract/errors.ts';
import { person } from '#shared/model/approval/decider.ts';
import type { Diagnostics } from '#shared/contract/calls/diagnostics.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { isSettingName, readSettings, settingProblem } from '#shared/model/settings/settings.ts';
import type { AppServer } from './engines/codex/app-server/app-server.ts';
import type { Batches } from './approvals/batches.ts';
import type { Inbox } from './approvals/inbox.ts';
import type { ChangesCalls } from './changes-calls.ts';
import type { GatewayDecider } from './gateway/gateway-decider.ts';
import type { Homes } from './homes/homes.ts';
import type { InfoState } from './info-state.ts';
import { journalHandlers } from './journal-calls.ts';
import type { Notices } from './notices/notices.ts';
import type { RuleDeciders } from './rules/rule-deciders.ts';
import { allowOnce } from './review-calls.ts';
import type { Storage } from './storage/records.ts';
import type { ThreadCommands } from './threads/commands.ts';
import type { ExistingThreads } from './threads/existing.ts';
import type { HeldBackState } from './held-back.ts';
import type { AccessState } from './access.ts';
import type { TerminalParts } from './terminal-calls.ts';
import type { CallHandlers } from './topics/calls.ts';
import { listFolders } from './workspaces/folders.ts';
import type { WorkspaceService } from './workspaces/workspace-service.ts';
import type { WorktreeCalls } from './worktree-calls.ts';

/** The parts of a host that its calls reach. */
export interface CallTargets {
  readonly terminals: TerminalParts;
  readonly workspaces: WorkspaceService<AppServer>;
  readonly homes: Homes<AppServer>;
  readonly commands: ThreadCommands;
  readonly existing: ExistingThreads;
  readonly rules: RuleDeciders;
  readonly gateway: GatewayDecider;
  readonly worktrees: WorktreeCalls;
  readonly changes: ChangesCalls;
  readonly inbox: Inbox;
  readonly batches: Batches;
  readonly notices: Notices;
  readonly storage: Storage;
  readonly info: InfoState;
  readonly now: () => number;
  readonly access: AccessState;
  readonly held: HeldBackState;
  readonly createLink: (() => { readonly url: string; readonly validMs: number }) | undefined;
  readonly startDemo: () => Promise<void>;
  readonly removeDemo: () => Promise<void>;
  readonly diagnostics: () => Diagnostics;
}

/**
 * What a call changes of threads stands in their rows, which are otherwise written when that is possible: it is answered
 * as done only once they are stored. Throws ContractFailure `storage`.
 */
async function storedThreads<T>(
  storage: Storage,
  ids: readonly ThreadId[],
  work: () => T | Promise<T>,
): Promise<T> {
  const done = await work();
  storage.sureOf(ids);
  return done;
}

/** One handler for each call of the contract. */
export function callHandlers(targets: CallTargets): CallHandlers {
  const {
    workspaces,
    homes,
    commands,
    worktrees,
    existing,
    rules,
    inbox,
    batches,
    notices,
    storage,
    info,
    now,
  } = targets;
  return {
    'workspace/add': ({ path, knowingly }) => workspaces.add(path, { knowingly: knowingly === true }),
    'workspace/remove': (params) => workspaces.remove(params),
    'workspace/restart': (params) => workspaces.restart(params),
    'workspace/update': (params) => workspaces.update(params),
    'folder/list': ({ path }) => listFolders(path),
    'thread/start': (params) => worktrees.start(params),
    'thread/send': (params) => commands.send(params),
    'thread/interrupt': (params) => commands.interrupt(params),
    'thread/continue': (params) => commands.continue(params),
    'thread/rename': (params) => storedThreads(storage, [params.threadId], () => commands.rename(params)),
    'thread/archive': (params) => storedThreads(storage, [params.threadId], () => commands.archive(params)),
    'thread/markRead': (params) => storedThreads(storage, [params.threadId], () => commands.markRead(params)),
    'thread/history': (params) => commands.history(params),
    'queue/remove': (params) => commands.removeQueued(params),
    'sent/take': (params) => commands.takeSent(params),
    'item/read': (params) => commands.readItem(params),
    'approval/decide': ({ approvalId, decision, answers, content, granted }, client) => ({
      outcome: inbox.decide(
        approvalId,
        {
          id: decision,
          ...(answers && { answers }),
          ...(content && { content }),
          ...(granted && { granted }),
        },
        person(client.name),
      ),
    }),
    ...journalHandlers(storage),
    'review/allowOnce': (params, client) => allowOnce(params, client.name, { inbox, commands }),
    'home/restart': ({ homeId }) => homes.restart(homeId),
    'account/login': (params) => homes.require(params.homeId).login(params),
    'account/cancelLogin': ({ homeId }) => homes.require(homeId).cancelLogin(),
    'account/logout': ({ homeId }) => homes.require(homeId).logout(),
    'provider/set': (params) => homes.require(params.homeId).setProvider(params),
    'models/list': (params) => commands.models(params),
    'draft/get': ({ key }) => ({ text: storage.draft(key) }),
    'draft/set': ({ key, text }) => {
      storage.saveDraft(key, text, now());
      return null;
    },
    'settings/set': ({ name, value }) => {
      const problem = isSettingName(name)
        ? value === undefined
          ? null
          : settingProblem(name, value)
        : `This host has no setting ${name}.`;
      if (problem !== null) throw new ContractFailure({ code: 'badRequest', message: problem });
      storage.saveSetting(name, value);
      info.set({ settings: readSettings(storage.settings()) });
      return null;
    },
    'notice/dismiss': ({ id }) => {
      notices.dismiss(id);
      return null;
    },
    'link/create': () => {
      if (targets.createLink !== undefined) return targets.createLink();
      const message = 'Other devices can only connect to a browser host: npm start -- --browser.';
      throw new ContractFailure({ code: 'unavailable', message });
    },
    'session/end': ({ id }) => targets.access.end(id),
    'held/trust': () => targets.held.trust(),
    'demo/start': async () => {
      await targets.startDemo();
      return null;
    },
    'demo/remove': async () => {
      await targets.removeDemo();
      return null;
    },
    'batch/decide': (params, client) => batches.decide(params, client.name),
    'batch/undo': (params, client) => batches.undo(params, client.name),
    ...rules.handlers(),
    'existing/list': (params) => existing.list(params),
    'existing/show': (params) => storedThreads(storage, params.threadIds, () => existing.show(params)),
    'existing/adopt': (params) => storedThreads(storage, params.threadIds, () => existing.adopt(params)),
    'existing/hide': (params) => storedThreads(storage, params.threadIds, () => existing.hide(params)),
    'fleet/stopAll': (params) => commands.stopAll(params),
    'diagnostics/read': () => targets.diagnostics(),
    ...targets.gateway.handlers(),
    ...worktrees.handlers(),
    ...targets.changes.handlers(),
    ...targets.terminals.handlers,
  };
}
