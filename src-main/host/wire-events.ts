import type { Clock } from '#shared/base/clock.ts';
import { asId, type Generation, type HomeId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import type { Responder } from '#shared/rpc/connection.ts';
import { boundRaw } from '#shared/rpc/bounds.ts';
import type { RpcNotification, RpcRequest } from '#shared/rpc/messages.ts';
import type { AppServerPool } from './app-server-pool.ts';
import type { Shape } from './app-servers/app-server.ts';
import type { Asker, Inbox } from './approvals/inbox.ts';
import { readReview } from './approvals/reviews.ts';
import { readServerRequest } from './approvals/server-requests.ts';
import type { Tells } from './base/events.ts';
import { configCause } from './homes/config-watch.ts';
import type { HomeEvents, Trouble } from './homes/ports.ts';
import type { Homes } from './homes/homes.ts';
import type { Cause, Notices } from './notices/notices.ts';
import type { IncomingEvents } from './threads/incoming.ts';
import { mapNotification, type Mapped } from './threads/mapper.ts';
import type { WorkspacePort } from './threads/ports.ts';
import type { ThreadRegistry } from './threads/registry.ts';
import { isMisfit, Malformed } from './threads/wire.ts';

/** Names of unknown methods that are kept for the diagnostics. */
const UNKNOWN_METHODS_KEPT = 100;

const METHOD_LENGTH = 100;

export interface WireEventsOptions {
  readonly incoming: IncomingEvents;
  readonly inbox: Inbox;
  readonly registry: ThreadRegistry;
  readonly homes: Homes;
  /** A workspace by its id; undefined when it was removed. */
  readonly source: (id: WorkspaceId) => EventSource | undefined;
  readonly servers: Pick<AppServerPool, 'giveTo'>;
  readonly events: Tells<Pick<HomeEvents, 'configTrouble'>>;
  readonly notices: Notices;
  readonly clock: Clock;
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
    const { servers, source } = options;
    servers.giveTo({
      heard: (id, generation, message) => {
        const from = source(id);
        return from === undefined ? 'whole' : this.heard(from, generation, message);
      },
      asked: (id, generation, message, respond) => {
        const from = source(id);
        if (from === undefined) respond.error({ code: -32000, message: 'Its workspace was removed.' });
        else this.asked(from, generation, message, respond);
      },
      homeHeard: (id, generation, message) => this.homeHeard(id, generation, message),
      homeAsked: (message, respond) => this.homeAsked(message, respond),
    });
  }

  /** Methods that were told and are not known to this version. */
  get unknownMethods(): readonly string[] {
    return [...this.#unknownMethods];
  }

  /** Takes in a notification of a workspace's app-server. */
  heard(source: EventSource, generation: Generation, message: RpcNotification): Shape {
    const { incoming, homes, notices } = this.#options;
    const mapped = this.#map(message);
    switch (mapped?.to) {
      case 'thread':
        incoming.thread(source, generation, mapped.threadId, mapped.event);
        if ('item' in mapped.event && isMisfit(mapped.event.item)) return 'partly';
        break;
      case 'holder':
        incoming.holder(source, generation, mapped.threadId, mapped.event);
        break;
      case 'home':
        // Who is signed in is asked of the home's own app-server; limits come to whoever works.
        if (mapped.event.type === 'rateLimits') homes.get(source.homeId)?.home.limitsSeen(mapped.event.raw);
        break;
      case 'notice':
        notices.say(mapped.level, mapped.title, mapped.detail, source.id, {
          threadId: mapped.threadId ?? undefined,
          cause: about(generation, source.homeId, mapped),
        });
        if (mapped.file !== undefined) this.#configTrouble(source.homeId, 'configuration', mapped.file);
        break;
      case 'mcp':
        this.#mcp(source, generation, mapped);
        break;
      case 'inbox':
        return this.#reviewed(source, generation, mapped.review) ? 'whole' : 'malformed';
      default:
        break;
    }
    return mapped === undefined ? 'malformed' : 'whole';
  }

  /** A server of the configuration started in a thread, or did not: said until it does, or is configured otherwise. */
  #mcp(source: EventSource, generation: Generation, told: Extract<Mapped, { to: 'mcp' }>): void {
    const { notices } = this.#options;
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
    this.#configTrouble(source.homeId, 'servers', null);
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

  /** A verdict of Codex's reviewer; false when it is not of its shape. */
  #reviewed(source: EventSource, generation: Generation, params: unknown): boolean {
    try {
      const review = readReview(params);
      this.#options.inbox.reviewed(generation, review, this.#asker(source, review));
      return true;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return false;
    }
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
    const { homes, notices } = this.#options;
    const mapped = this.#map(message);
    if (mapped?.to === 'notice') {
      notices.say(mapped.level, mapped.title, mapped.detail, null, {
        cause: about(generation, id, mapped),
      });
      if (mapped.file !== undefined) this.#configTrouble(id, 'configuration', mapped.file);
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

  #configTrouble(id: HomeId, what: Trouble, file: string | null): void {
    this.#options.events.fire('configTrouble', { id, what, file });
  }

  #map(message: RpcNotification): Mapped | undefined {
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
