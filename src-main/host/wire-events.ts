import type { Clock } from '#shared/base/clock.ts';
import { asId, type Generation, type HomeId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import type { Responder } from '#shared/rpc/connection.ts';
import { boundRaw } from '#shared/rpc/bounds.ts';
import type { RpcNotification, RpcRequest } from '#shared/rpc/messages.ts';
import type { AppServer, Shape } from './engines/codex/app-server/app-server.ts';
import type { Asker, Inbox } from './approvals/inbox.ts';
import { readServerRequest } from './engines/codex/requests/read-request.ts';
import type { Trouble } from './config-watch.ts';
import type { Homes } from './homes/homes.ts';
import type { Cause, Notices } from './notices/notices.ts';
import type { IncomingEvents } from './threads/incoming.ts';
import { mapNotification } from './engines/codex/mapper.ts';
import type { EngineEvent } from './engines/events.ts';
import { Malformed } from './engines/failure.ts';
import type { WorkspacePort } from './threads/ports.ts';
import type { ThreadRegistry } from './threads/registry.ts';

/** Names of unknown methods that are kept for the diagnostics. */
const UNKNOWN_METHODS_KEPT = 100;

const METHOD_LENGTH = 100;

export interface WireEventsOptions {
  readonly incoming: IncomingEvents;
  readonly inbox: Inbox;
  readonly registry: ThreadRegistry;
  readonly homes: Homes<AppServer>;
  readonly notices: Notices;
  readonly clock: Clock;
  /** What a home's configuration says is in trouble: that file, or its own. */
  readonly configTrouble: (id: HomeId, what: Trouble, file: string | null) => void;
  readonly turnEnded: (id: WorkspaceId, threadId: ThreadId) => void;
}

/** What notices about a home's configuration have in common: they are over when it is another. */
export function configCause(id: HomeId, what: Trouble): string {
  return `${what} of ${id}`;
}

function about(generation: Generation, id: HomeId, { file }: { readonly file?: string | null }): Cause {
  return file === undefined ? [generation] : [generation, configCause(id, 'configuration')];
}

/** The workspace an app-server belongs to, as its events need it. */
export interface EventSource extends WorkspacePort {
  readonly name: string;
  readonly homeId: HomeId;
}

/** Takes what the app-servers say to those whom it concerns. */
export class WireEvents {
  readonly #options: WireEventsOptions;
  readonly #unknownMethods = new Set<string>();

  constructor(options: WireEventsOptions) {
    this.#options = options;
  }

  /** Methods that were told and are not known to this version. */
  get unknownMethods(): readonly string[] {
    return [...this.#unknownMethods];
  }

  /** Takes in a notification of a workspace's app-server. */
  heard(source: EventSource, generation: Generation, message: RpcNotification): Shape {
    const { incoming, inbox, homes, notices } = this.#options;
    const mapped = this.#map(message);
    switch (mapped?.to) {
      case 'thread':
        return this.#threadTold(source, generation, mapped);
      case 'holder':
        incoming.holder(source, generation, mapped.threadId, mapped.event);
        break;
      case 'home':
        // Who is signed in is asked of the home's own app-server; limits come to whoever works.
        if (mapped.event.type === 'rateLimits')
          homes.get(source.homeId)?.home.limitsSeen(mapped.event.limits);
        break;
      case 'notice':
        notices.say(mapped.level, mapped.title, mapped.detail, source.id, {
          threadId: mapped.threadId ?? undefined,
          cause: about(generation, source.homeId, mapped),
        });
        if (mapped.file !== undefined)
          this.#options.configTrouble(source.homeId, 'configuration', mapped.file);
        break;
      case 'mcp':
        this.#mcp(source, generation, mapped);
        break;
      case 'inbox':
        inbox.reviewed(generation, mapped.review, this.#asker(source, mapped.review));
        break;
      default:
        break;
    }
    return mapped === undefined ? 'malformed' : 'whole';
  }

  #threadTold(
    source: EventSource,
    generation: Generation,
    { threadId, event, misfit }: Extract<EngineEvent, { to: 'thread' }>,
  ): Shape {
    this.#options.incoming.thread(source, generation, threadId, event, misfit ?? null);
    if (event.type === 'turnEnded') this.#options.turnEnded(source.id, threadId);
    return misfit === undefined ? 'whole' : 'partly';
  }

  /** A server of the configuration started in a thread, or did not: said until it does, or is configured otherwise. */
  #mcp(source: EventSource, generation: Generation, told: Extract<EngineEvent, { to: 'mcp' }>): void {
    const { notices, configTrouble } = this.#options;
    const { name, status, reason, threadId } = told;
    const cause = [generation, configCause(source.homeId, 'servers'), `mcp ${name}`];
    if (status === 'ready') notices.over(generation, `mcp ${name}`);
    if (status !== 'failed') return;
    notices.say(
      'warning',
      `The MCP server “${name}” did not start`,
      `${reason ?? ''} Threads of ${source.name} work without its tools. See mcp_servers.${name} in the configuration of Codex; threads that start after a change use it.`.trim(),
      source.id,
      { threadId: threadId ?? undefined, cause },
    );
    configTrouble(source.homeId, 'servers', null);
  }

  /** A request of a workspace's app-server: answered at once, or put into the inbox. */
  asked(source: EventSource, generation: Generation, message: RpcRequest, respond: Responder): void {
    const { id: requestId, method, params } = message;
    const { inbox, clock } = this.#options;
    // As it came: reading it fills in what it left out.
    const raw = boundRaw(params);
    const request = readServerRequest(method, params, clock.now());
    if (request.type === 'answered') {
      if ('error' in request.answer) respond.error(request.answer.error);
      else respond.result(request.answer.result);
      return;
    }
    inbox.ask(generation, requestId, request, raw, this.#asker(source, request), respond);
  }

  #asker(source: EventSource, about: { readonly threadId: string; readonly itemId: string | null }): Asker {
    const { registry, incoming } = this.#options;
    const threadId = asId<ThreadId>(about.threadId);
    const facts = registry.get(threadId)?.facts;
    return {
      workspaceId: source.id,
      workspace: source.name,
      title: facts?.name ?? facts?.preview ?? 'Thread',
      branch: facts?.branch ?? null,
      folder: facts?.cwd ?? null,
      changes: incoming.changesOf(threadId, about.itemId),
    };
  }

  /** Takes in a notification of a home's app-server. */
  homeHeard(id: HomeId, generation: Generation, message: RpcNotification): Shape {
    const { homes, notices, configTrouble } = this.#options;
    const mapped = this.#map(message);
    if (mapped?.to === 'notice') {
      notices.say(mapped.level, mapped.title, mapped.detail, null, {
        cause: about(generation, id, mapped),
      });
      if (mapped.file !== undefined) configTrouble(id, 'configuration', mapped.file);
    }
    if (mapped?.to === 'home') homes.get(id)?.home.heard(mapped.event);
    return mapped === undefined ? 'malformed' : 'whole';
  }

  /** A request of a home's app-server, which holds no threads: only what no person is asked is answered. */
  homeAsked({ method, params }: RpcRequest, respond: Responder): void {
    const request = readServerRequest(method, params, this.#options.clock.now());
    if (request.type === 'answered' && 'result' in request.answer) respond.result(request.answer.result);
    else respond.error({ code: -32000, message: 'The home app-server holds no threads.' });
  }

  #map(message: RpcNotification): EngineEvent | undefined {
    try {
      const mapped = mapNotification(message.method, message.params);
      if (mapped.to === 'unknown' && this.#unknownMethods.size < UNKNOWN_METHODS_KEPT)
        this.#unknownMethods.add(mapped.method.slice(0, METHOD_LENGTH));
      return mapped;
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return undefined;
    }
  }
}
