import type { Clock } from '#shared/base/clock.ts';
import { toDisposable, type Disposable } from '#shared/base/disposable.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Access, SessionsEntity } from '#shared/model/access/session.ts';
import type { CallHandlers } from '../topics/calls.ts';

export interface AccessStateOptions {
  /** Who lets browsers in; undefined where none can come. */
  readonly access: Access | undefined;
  /** Makes a link that lets another device in; only a browser host has one. */
  readonly createLink: (() => { readonly url: string; readonly validMs: number }) | undefined;
  readonly show: (entity: SessionsEntity) => void;
  /** Tells every client but the one with this session. */
  readonly say: (title: string, detail: string, session: string) => void;
  readonly clock: Pick<Clock, 'now'>;
}

const BY = {
  start: 'with the link of the terminal',
  device: 'with a link for another device',
} as const;

/** Shows the person who may come in and who is in, tells of each that is new, and ends whom the person wants out. */
export class AccessState {
  readonly #options: AccessStateOptions;
  /** Connections of each session. */
  readonly #connected = new Map<string, number>();

  constructor(options: AccessStateOptions) {
    this.#options = options;
    this.#show();
  }

  /** A connection of a session began; disposing says that it ended. */
  connected(session: string): Disposable {
    this.#count(session, 1);
    return toDisposable(() => this.#count(session, -1));
  }

  /** The list changed; `letIn` names a session that is new, and the link that let it in. */
  changed(letIn?: { readonly id: string; readonly by: keyof typeof BY }): void {
    this.#show();
    const session = this.#options.access?.list().find(({ id }) => id === letIn?.id);
    if (letIn === undefined || session === undefined) return;
    const at = new Date(session.createdAt).toLocaleTimeString(undefined, { timeStyle: 'short' });
    const detail =
      `${session.label} was let in from ${session.address} at ${at}, ${BY[letIn.by]}. ` +
      `If that was not you, end it in the settings, under Other devices.`;
    this.#options.say('A browser was let in', detail, session.id);
  }

  handlers(): Pick<CallHandlers, 'session/end' | 'link/create'> {
    return {
      'session/end': ({ id }) => this.end(id),
      'link/create': () => {
        const { createLink } = this.#options;
        if (createLink !== undefined) return createLink();
        const message = 'Other devices can only connect to a browser host: npm start -- --browser.';
        throw new ContractFailure({ code: 'unavailable', message });
      },
    };
  }

  /** Ends a session and its connections. Throws ContractFailure when there is none of that id. */
  end(id: string): null {
    if (this.#options.access?.end(id) !== true)
      throw new ContractFailure({ code: 'notFound', message: 'This session has ended already.' });
    return null;
  }

  #count(session: string, by: 1 | -1): void {
    const count = (this.#connected.get(session) ?? 0) + by;
    if (count <= 0) this.#connected.delete(session);
    else this.#connected.set(session, count);
    this.#show();
  }

  #show(): void {
    const { access, show } = this.#options;
    if (access === undefined) return;
    show({
      sessions: access.list().map((session) => ({ ...session, connected: this.#connected.has(session.id) })),
    });
  }
}
