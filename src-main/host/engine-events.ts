import { join } from 'node:path';
import { asId, type Generation, type HomeId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import type { AppServerPool } from './app-server-pool.ts';
import type { Asker, Inbox } from './approvals/inbox.ts';
import type { Tells } from './base/events.ts';
import type { EngineEvent, FileNews } from './engines/events.ts';
import { configCause } from './homes/config-watch.ts';
import type { HomeEvents, Trouble } from './homes/ports.ts';
import type { Homes } from './homes/homes.ts';
import type { Cause, Notices } from './notices/notices.ts';
import type { IncomingEvents } from './threads/incoming.ts';
import type { WorkspacePort } from './threads/ports.ts';
import type { Setup } from './setup/setup.ts';
import type { ThreadRegistry } from './threads/registry.ts';

export interface EngineEventsOptions {
  readonly incoming: IncomingEvents;
  readonly inbox: Inbox;
  readonly registry: ThreadRegistry;
  readonly homes: Homes;
  readonly files: { heard(news: FileNews): void };
  readonly setup: Pick<Setup, 'changed' | 'signedIn'>;
  /** A workspace by its id; undefined when it was removed. */
  readonly source: (id: WorkspaceId) => EventSource | undefined;
  readonly servers: Pick<AppServerPool, 'giveTo'>;
  readonly events: Tells<Pick<HomeEvents, 'configTrouble'>>;
  readonly notices: Notices;
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
export class EngineEvents {
  readonly #options: EngineEventsOptions;

  constructor(options: EngineEventsOptions) {
    this.#options = options;
    const { servers, source } = options;
    servers.giveTo({
      heard: (id, generation, event) => {
        const from = source(id);
        if (from !== undefined) this.#heard(from, generation, event);
      },
      asked: (id, generation, { requestId, shown, raw }, respond) => {
        const from = source(id);
        if (from === undefined) respond.error({ code: -32000, message: 'Its workspace was removed.' });
        else options.inbox.ask(generation, requestId, shown, raw, this.#asker(from, shown), respond);
      },
      homeHeard: (id, generation, event) => this.#homeHeard(id, generation, event),
    });
  }

  /** Takes in what a workspace's app-server tells. */
  #heard(source: EventSource, generation: Generation, event: EngineEvent): void {
    const { incoming, inbox, homes, notices } = this.#options;
    switch (event.to) {
      case 'thread':
        incoming.thread(source, generation, event.threadId, event.event, event.misfit ?? null);
        return;
      case 'holder':
        incoming.holder(source, generation, event.threadId, event.event);
        return;
      case 'home':
        // Only the home's own app-server is asked for the account. Limits are told by every one that works.
        if (event.event.type === 'rateLimits') homes.get(source.homeId)?.home.limitsSeen(event.event.limits);
        return;
      case 'notice':
        notices.say(event.level, event.title, event.detail, source.id, {
          threadId: event.threadId ?? undefined,
          cause: about(generation, source.homeId, event),
        });
        if (event.file !== undefined) this.#configTrouble(source.homeId, 'configuration', event.file);
        return;
      case 'mcp':
        this.#mcp(source, generation, event);
        return;
      case 'inbox':
        inbox.reviewed(generation, event.review, this.#asker(source, event.review));
        return;
      case 'mcpSignIn':
        this.#signedIn(source, generation, event);
        return;
      case 'setup':
        this.#options.setup.changed(source.id);
        return;
      case 'files':
        this.#options.files.heard(event.news);
        return;
      case 'nobody':
      case 'unknown':
    }
  }

  /** A server of the configuration started in a thread, or did not: said until it does, or is configured otherwise. */
  #mcp(source: EventSource, generation: Generation, told: Extract<EngineEvent, { to: 'mcp' }>): void {
    const { notices } = this.#options;
    const { name, status, reason, threadId } = told;
    const cause = [generation, configCause(source.homeId, 'servers'), `mcp ${name}`];
    this.#options.setup.changed(source.id);
    if (status === 'ready') notices.over(generation, `mcp ${name}`);
    if (status !== 'failed') return;
    notices.say(
      'warning',
      `The MCP server “${name}” did not start`,
      `${reason ?? ''} Threads of ${source.name} work without its tools. “MCP servers” of this workspace says more, and starts it again.`.trim(),
      source.id,
      { threadId: threadId ?? undefined, cause },
    );
    this.#configTrouble(source.homeId, 'servers', join(source.path, '.codex', 'config.toml'));
  }

  /** A sign-in at a server ended: one that succeeded lets its threads start it again. */
  #signedIn(
    source: EventSource,
    generation: Generation,
    { name, failed }: Extract<EngineEvent, { to: 'mcpSignIn' }>,
  ): void {
    const { notices, setup } = this.#options;
    notices.over(generation, `sign-in at ${name}`);
    if (failed === null) setup.signedIn(source.id);
    else
      notices.say('warning', `The sign-in at the MCP server “${name}” did not succeed`, failed, source.id, {
        cause: [generation, configCause(source.homeId, 'servers'), `mcp ${name}`, `sign-in at ${name}`],
      });
    setup.changed(source.id);
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

  /** Takes in what a home's app-server tells. */
  #homeHeard(id: HomeId, generation: Generation, event: EngineEvent): void {
    const { homes, notices } = this.#options;
    if (event.to === 'notice') {
      notices.say(event.level, event.title, event.detail, null, { cause: about(generation, id, event) });
      if (event.file !== undefined) this.#configTrouble(id, 'configuration', event.file);
    }
    if (event.to === 'home') homes.get(id)?.home.heard(event.event);
  }

  #configTrouble(id: HomeId, what: Trouble, file: string | null): void {
    this.#options.events.fire('configTrouble', { id, what, file });
  }
}
