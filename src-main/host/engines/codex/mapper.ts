import { countDiff } from '#shared/model/thread/describe.ts';
import type { ThreadEvent } from '#shared/model/thread/facts.ts';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import type { PlanStep } from '#shared/model/thread/thread.ts';
import { boundRaw } from '#shared/rpc/bounds.ts';
import type { EngineEvent, ThreadNews } from '../events.ts';
import { Malformed } from '../failure.ts';
import { readFoundFiles } from './found-files.ts';
import { readRateLimits } from './rate-limits.ts';
import { readReview } from './requests/reviews.ts';
import { readSettings } from './settings.ts';
import { readThread } from './thread.ts';
import {
  errorWords,
  fields,
  id,
  isMisfit,
  isThreadStatus,
  list,
  numberOr,
  readItem,
  readStatus,
  readTurn,
  saysWithheld,
  short,
  text,
  textOrNull,
  type Fields,
} from './wire.ts';
import { readGoal } from './running.ts';

const PARTS = 500;

type Read = (params: Fields) => EngineEvent;

const nobody: EngineEvent = { to: 'nobody' };

function thread(params: Fields, event: ThreadEvent): Extract<EngineEvent, { to: 'thread' }> {
  return { to: 'thread', threadId: asId(id(params, 'threadId')), event };
}

function holder(params: Fields, event: ThreadNews): EngineEvent {
  return { to: 'holder', threadId: asId(id(params, 'threadId')), event };
}

function itemTold(params: Fields, type: 'itemStarted' | 'itemCompleted'): EngineEvent {
  const item = readItem(params['item']);
  const told = thread(params, { type, turnId: id(params, 'turnId'), item });
  return isMisfit(item) ? { ...told, misfit: item.wireType ?? '' } : told;
}

function grew(params: Fields, name: string): EngineEvent {
  const turnId = id(params, 'turnId');
  return thread(params, {
    type: 'textGrew',
    turnId,
    itemId: id(params, 'itemId'),
    name,
    delta: text(params, 'delta'),
  });
}

/** Which part of a reasoning grows: parts beyond what anyone reads are one, so that their number is bounded. */
function part(params: Fields, key: string): number {
  return Math.min(PARTS, Math.max(0, Math.trunc(numberOr(params, key, 0))));
}

function notice(level: 'info' | 'warning', title: string, params: Fields, key: string): EngineEvent {
  return {
    to: 'notice',
    level,
    title,
    detail: short(textOrNull(params, key) ?? JSON.stringify(boundRaw(params))),
    threadId: threadOf(params),
  };
}

/** The thread that a message names, where it may name none. */
function threadOf(params: Fields): ThreadId | null {
  return params['threadId'] == null ? null : asId<ThreadId>(id(params, 'threadId'));
}

function mcpServer(params: Fields): EngineEvent {
  const status = text(params, 'status');
  const known = status === 'ready' || status === 'starting' || status === 'cancelled';
  const said = shortOrNull(textOrNull(params, 'error'));
  const signIn = textOrNull(params, 'failureReason') === 'reauthenticationRequired';
  return {
    to: 'mcp',
    threadId: threadOf(params),
    name: short(text(params, 'name')),
    status: known ? status : 'failed',
    reason: known
      ? null
      : [said ?? 'Codex gave no words for it.', signIn ? 'It wants a new sign-in.' : '']
          .filter(Boolean)
          .join(' '),
  };
}

/** A hook that went wrong or stopped something. What one did that went well, it says itself if it wants to. */
function hook(params: Fields): EngineEvent {
  const run = fields(params['run'], 'run');
  const status = text(run, 'status');
  const words = HOOK_WORDS[status];
  if (words === undefined) return nobody;
  const event = textOrNull(run, 'eventName') ?? 'some event';
  const entries = (Array.isArray(run['entries']) ? run['entries'] : []).slice(0, PARTS);
  const said = entries.flatMap((entry: unknown) => {
    const shown = typeof entry === 'object' && entry !== null && 'text' in entry ? entry.text : null;
    return typeof shown === 'string' ? [shown] : [];
  });
  const detail = [textOrNull(run, 'statusMessage'), ...said].filter(Boolean).join(' ');
  return {
    to: 'notice',
    level: 'warning',
    title: `A hook for ${short(event)} ${words}`,
    detail: short(
      `${detail === '' ? 'It gave no words for it.' : detail} (${textOrNull(run, 'sourcePath') ?? 'no file'})`,
    ),
    threadId: threadOf(params),
  };
}

const HOOK_WORDS: Readonly<Record<string, string>> = {
  failed: 'failed',
  blocked: 'blocked what the agent wanted',
  stopped: 'stopped the agent',
};

function rerouted(params: Fields): EngineEvent {
  const reason = textOrNull(params, 'reason');
  return {
    to: 'notice',
    level: 'warning',
    title: 'Another model answers',
    detail: short(
      `${text(params, 'toModel')} in the place of ${text(params, 'fromModel')}${reason === null ? '' : `: ${reason}`}`,
    ),
    threadId: threadOf(params),
  };
}

function remoteControl(params: Fields): EngineEvent {
  const status = text(params, 'status');
  if (status === 'disabled') return nobody;
  return {
    to: 'notice',
    level: 'warning',
    title: 'Codex can be controlled from elsewhere',
    detail: short(
      `Its remote control is ${status}, as “${textOrNull(params, 'serverName') ?? ''}”. Muster did not turn it on and does not see what comes that way; it is turned off in the configuration of Codex.`,
    ),
    threadId: null,
  };
}

function shortOrNull(value: string | null): string | null {
  return value === null ? null : short(value);
}

/** Steps of a plan that are shown: far more than one makes. */
const PLAN_STEPS = 200;

function plan(params: Fields): PlanStep[] {
  return list(params, 'plan')
    .slice(0, PLAN_STEPS)
    .map((raw) => {
      const step = fields(raw, 'plan step');
      const status = text(step, 'status');
      return {
        step: short(text(step, 'step')),
        status: status === 'completed' || status === 'inProgress' ? status : 'pending',
      };
    });
}

function tokens(params: Fields): ThreadEvent {
  const usage = fields(params['tokenUsage'], 'tokenUsage');
  const total = numberOr(fields(usage['total'], 'total'), 'totalTokens', 0);
  const step = fields(usage['last'], 'last');
  const last = numberOr(step, 'totalTokens', 0);
  const room = numberOr(usage, 'modelContextWindow', 0);
  return {
    type: 'tokensUsed',
    tokens: total,
    contextShare: room > 0 ? Math.min(1, last / room) : null,
    last: {
      tokens: last,
      cached: numberOr(step, 'cachedInputTokens', 0),
      output: numberOr(step, 'outputTokens', 0),
    },
  };
}

/** One function per method. A method that is not here is not known to this version. */
const MAPS: Readonly<Record<string, Read>> = {
  'item/agentMessage/delta': (p) => grew(p, 'text'),
  'item/plan/delta': (p) => grew(p, 'text'),
  'item/commandExecution/outputDelta': (p) => grew(p, 'output'),
  'item/reasoning/summaryTextDelta': (p) => grew(p, `summary/${part(p, 'summaryIndex')}`),
  'item/reasoning/textDelta': (p) => grew(p, `content/${part(p, 'contentIndex')}`),
  'item/started': (p) => itemTold(p, 'itemStarted'),
  'item/completed': (p) => itemTold(p, 'itemCompleted'),
  'turn/started': (p) =>
    thread(p, { type: 'turnStarted', turn: { ...readTurn(p['turn']), status: 'inProgress' } }),
  'turn/completed': (p) => {
    const turn = readTurn(p['turn']);
    // It says of itself that it runs: the record knows.
    if (turn.status === 'inProgress') throw new Malformed('the status of a turn that ended');
    return thread(p, { type: 'turnEnded', turn });
  },
  'turn/plan/updated': (p) =>
    thread(p, {
      type: 'planUpdated',
      turnId: id(p, 'turnId'),
      explanation: shortOrNull(textOrNull(p, 'explanation')),
      plan: plan(p),
    }),
  'turn/diff/updated': (p) =>
    thread(p, { type: 'diffUpdated', turnId: id(p, 'turnId'), ...countDiff(text(p, 'diff')) }),
  'thread/status/changed': (p) => {
    const { type } = fields(p['status'], 'status');
    // Taken as it is, it could leave a thread active for ever: it is asked for instead.
    if (!isThreadStatus(type)) throw new Malformed('status');
    return thread(p, { type: 'statusChanged', ...readStatus(p['status']) });
  },
  'thread/name/updated': (p) =>
    thread(p, { type: 'named', name: shortOrNull(textOrNull(p, 'threadName') ?? textOrNull(p, 'name')) }),
  'thread/tokenUsage/updated': (p) => thread(p, tokens(p)),
  'thread/readState/changed': (p) => {
    const state = fields(p['readState'], 'readState');
    return thread(p, {
      type: 'readStateChanged',
      unread: state['firstUnread'] != null,
      revision: text(state, 'revision'),
    });
  },
  'thread/settings/updated': (p) =>
    thread(p, { type: 'settingsTold', settings: readSettings(p['threadSettings']) }),
  'thread/goal/updated': (p) => thread(p, { type: 'goalChanged', goal: readGoal(p['goal']) }),
  'thread/goal/cleared': (p) => thread(p, { type: 'goalChanged', goal: null }),
  error: (p) =>
    thread(p, {
      type: 'errorSaid',
      message: errorWords(fields(p['error'], 'error')),
      willRetry: p['willRetry'] === true,
    }),

  'thread/started': (p) => {
    const started = readThread(p['thread']);
    return { to: 'holder', threadId: started.id, event: { type: 'started', thread: started } };
  },
  'thread/closed': (p) => holder(p, { type: 'closed' }),
  'thread/archived': (p) => holder(p, { type: 'archived' }),
  'thread/deleted': (p) => holder(p, { type: 'deleted' }),
  'thread/reverted': (p) => holder(p, { type: 'reverted' }),
  'turn/moderationMetadata': (p) => (saysWithheld(p['metadata']) ? holder(p, { type: 'withheld' }) : nobody),
  'thread/queue/changed': (p) => holder(p, { type: 'queueChanged' }),
  'serverRequest/resolved': (p) => {
    const requestId = p['requestId'];
    if (typeof requestId !== 'number' && typeof requestId !== 'string') throw new Malformed('requestId');
    return holder(p, { type: 'requestResolved', requestId });
  },

  'fuzzyFileSearch/sessionUpdated': (p) => ({
    to: 'files',
    news: { searchId: id(p, 'sessionId'), query: text(p, 'query'), found: readFoundFiles(p) },
  }),
  'account/updated': () => ({ to: 'home', event: { type: 'accountChanged' } }),
  'account/login/completed': (p) => ({
    to: 'home',
    event: {
      type: 'loginCompleted',
      success: p['success'] === true,
      error: shortOrNull(textOrNull(p, 'error')),
    },
  }),
  'account/rateLimits/updated': (p) => ({
    to: 'home',
    event: { type: 'rateLimits', limits: readRateLimits(p['rateLimits']) },
  }),

  configWarning: (p) => {
    const detail = [textOrNull(p, 'summary'), textOrNull(p, 'details')].filter(Boolean).join(' ');
    return {
      to: 'notice',
      level: 'warning',
      title: 'Codex warns about its configuration',
      detail: short(detail),
      threadId: null,
      file: textOrNull(p, 'path'),
    };
  },
  deprecationNotice: (p) => notice('info', 'Codex says that something will go away', p, 'summary'),
  warning: (p) => notice('warning', 'Codex warns', p, 'message'),
  // The decision follows as a review of its own, with the reason.
  guardianWarning: (p) =>
    textOrNull(p, 'message')?.startsWith('Automatic approval review ') === true
      ? nobody
      : notice('warning', 'Codex’s reviewer warns', p, 'message'),
  'item/autoApprovalReview/completed': (p) => ({
    to: 'inbox',
    threadId: asId(id(p, 'threadId')),
    review: readReview(p),
  }),
  'mcpServer/startupStatus/updated': mcpServer,
  'mcpServer/oauthLogin/completed': (p) => ({
    to: 'mcpSignIn',
    name: short(text(p, 'name')),
    failed: p['success'] === true ? null : short(textOrNull(p, 'error') ?? 'Codex gave no words for it.'),
  }),
  'skills/changed': () => ({ to: 'setup' }),
  'hook/completed': hook,
  'model/rerouted': rerouted,
  'remoteControl/status/changed': remoteControl,
  'windowsSandbox/setupCompleted': (p) =>
    p['success'] === false ? notice('warning', 'The sandbox could not be set up', p, 'error') : nobody,
  'modelProvider/authRecoveryStarted': (p) =>
    notice('info', 'The sign-in at the model’s provider is renewed', p, 'message'),
  'windows/worldWritableWarning': (p) => notice('warning', 'Folders that anyone can write', p, 'message'),
};

/** Methods that are known and that no person need know of, each with the reason: neither shown nor counted as unknown. */
export const IGNORED: Readonly<Record<string, string>> = {
  'thread/unarchived': 'the list of threads is read when it is looked at',
  'thread/section/changed': 'Muster has no sections',
  'thread/attachment/updated': 'Muster attaches nothing yet',
  'thread/prediction/updated': 'a guess at what the person will say next, which Muster does not show',
  'project/changed': 'projects of Codex are no workspaces',
  'thread/project/updated': 'projects of Codex are no workspaces',
  'thread/environment/connected': 'Muster gives threads no environments of other machines',
  'thread/environment/disconnected': 'Muster gives threads no environments of other machines',
  'hook/started': 'what comes of it is told when it ends',
  'item/autoApprovalReview/started': 'the verdict is told when it is there',
  'autoApprovalReview/strictReviewRequired': 'the verdict is told when it is there',
  'rawResponseItem/completed': 'the same as the items, as the model wrote them',
  'rawResponse/completed': 'the same as the items, as the model wrote them',
  'command/exec/outputDelta': 'output comes with the answer of the call that Muster makes',
  'process/outputDelta': 'Muster starts no processes by Codex',
  'process/exited': 'Muster starts no processes by Codex',
  'item/commandExecution/terminalInteraction': "what was typed stands in the command's own output",
  'item/fileChange/outputDelta': 'the item tells how it ended',
  'item/fileChange/patchUpdated': 'the item tells its changes when they are whole',
  'item/mcpToolCall/progress': 'the item tells how it ended',
  'mcpServer/event/stream/notification': 'Muster subscribes to no events of MCP servers',
  'account/gatewayOAuth/changed': 'Muster starts no such sign-in',
  'app/list/updated': 'Muster shows no apps',
  'externalAgentConfig/import/progress': 'Muster imports no configuration',
  'externalAgentConfig/import/completed': 'Muster imports no configuration',
  'fs/changed': 'Muster watches no files by Codex',
  'item/reasoning/summaryPartAdded': 'the part itself follows',
  'thread/compacted': 'deprecated; the item tells it',
  'model/verification': 'says that the provider knows the account, which changes nothing for the person',
  'modelProvider/authRecoveryCompleted': 'the turn goes on, or its error says why not',
  'model/safetyBuffering/updated':
    "an answer comes later, which its turn's clock shows; a refusal comes as an error",
  'thread/search/partial': 'Muster starts no such search',
  'fuzzyFileSearch/sessionCompleted':
    'it comes before or after what is found, or not at all (0.171.0, measured)',
  'thread/realtime/started': 'Muster starts no spoken conversations',
  'thread/realtime/itemAdded': 'Muster starts no spoken conversations',
  'thread/realtime/item/started': 'Muster starts no spoken conversations',
  'thread/realtime/item/transcript/delta': 'Muster starts no spoken conversations',
  'thread/realtime/item/completed': 'Muster starts no spoken conversations',
  'thread/realtime/transcript/delta': 'Muster starts no spoken conversations',
  'thread/realtime/transcript/done': 'Muster starts no spoken conversations',
  'thread/realtime/outputAudio/delta': 'Muster starts no spoken conversations',
  'thread/realtime/sdp': 'Muster starts no spoken conversations',
  'thread/realtime/error': 'Muster starts no spoken conversations',
  'thread/realtime/closed': 'Muster starts no spoken conversations',
};

/** Says what a notification means. Throws Malformed when it is not of its method's shape. */
export function mapNotification(method: string, params: unknown): EngineEvent {
  const map = Object.hasOwn(MAPS, method) ? MAPS[method] : undefined;
  if (map !== undefined) return map(fields(params, 'params'));
  return Object.hasOwn(IGNORED, method) ? nobody : { to: 'unknown', method };
}
