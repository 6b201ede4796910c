import type { HomeId, WorkspaceId } from '#shared/model/ids.ts';
import type { Hears } from '../base/events.ts';

export interface CredentialRenewalOptions {
  /** Every workspace with its home and its app-server. */
  readonly servers: () => Iterable<{
    readonly id: WorkspaceId;
    readonly homeId: HomeId;
    readonly server: { readonly generation: unknown; restart(): void };
  }>;
  /** Whether anything runs in a workspace, or is about to by itself. */
  readonly isBusy: (id: WorkspaceId) => boolean;
  readonly events: Hears<{
    credentialsChanged: HomeId;
    threadFollowed: {
      readonly thread: { readonly facts: { readonly workspaceId: WorkspaceId } };
      readonly event: { readonly type: string };
    };
    serverReady: WorkspaceId;
  }>;
}

/**
 * Lets a new sign-in reach the app-servers that run. One keeps the credentials it began with (measured on 0.169.0), so
 * those of that home start anew: at once when nothing runs in them, else as soon as it has ended.
 */
export class CredentialRenewal {
  readonly #options: CredentialRenewalOptions;
  /** Workspaces whose app-server began with a sign-in that is not the present one. */
  readonly #stale = new Set<WorkspaceId>();

  constructor(options: CredentialRenewalOptions) {
    this.#options = options;
    const { events } = options;
    events.on('credentialsChanged', (id) => this.#changed(id));
    events.on('serverReady', (id) => this.#stale.delete(id));
    events.on('threadFollowed', ({ thread, event }) => {
      if (event.type === 'turnEnded') this.#renew(thread.facts.workspaceId);
    });
  }

  #changed(homeId: HomeId): void {
    for (const { id, homeId: of, server } of this.#options.servers()) {
      if (of !== homeId || server.generation === undefined) continue;
      this.#stale.add(id);
      this.#renew(id);
    }
  }

  #renew(id: WorkspaceId): void {
    if (!this.#stale.has(id) || this.#options.isBusy(id)) return;
    this.#stale.delete(id);
    for (const one of this.#options.servers()) if (one.id === id) one.server.restart();
  }
}
