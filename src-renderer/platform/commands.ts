import { attempt } from '#shared/base/attempt.ts';
import { COMMANDS, type CommandId } from '#shared/model/commands/commands.ts';

export {
  COMMANDS,
  commandOf,
  type CommandDefinition,
  type CommandId,
} from '#shared/model/commands/commands.ts';

/** `which` of the command's keys was pressed, from 0; also 0 when it was run in another way. */
type Handler = (which: number) => void;

/**
 * Who carries a command out at present: the component that was mounted last. A command without a handler cannot be
 * run, and neither palette nor keys offer it.
 */
export class CommandRegistry {
  readonly #handlers = new Map<CommandId, Handler[]>();
  readonly #watching = new Set<() => void>();

  /** Takes over a command until the returned function is called. */
  add(id: CommandId, handler: Handler): () => void {
    const handlers = this.#handlers.get(id) ?? [];
    this.#handlers.set(id, handlers);
    handlers.push(handler);
    if (handlers.length === 1) this.#tell();
    return () => {
      const at = handlers.indexOf(handler);
      if (at !== -1) handlers.splice(at, 1);
      if (at !== -1 && handlers.length === 0) this.#tell();
    };
  }

  /** Hears when a command became runnable or ceased to be, until the returned function is called. */
  watch(changed: () => void): () => void {
    this.#watching.add(changed);
    return () => this.#watching.delete(changed);
  }

  #tell(): void {
    for (const changed of [...this.#watching]) attempt(changed);
  }

  can(id: CommandId): boolean {
    return (this.#handlers.get(id)?.length ?? 0) > 0;
  }

  /** Carries out a command; false when nobody does at present. */
  run(id: CommandId, which = 0): boolean {
    const handler = this.#handlers.get(id)?.at(-1);
    handler?.(which);
    return handler !== undefined;
  }

  /** Commands that somebody carries out at present. */
  runnable(): readonly CommandId[] {
    return (Object.keys(COMMANDS) as CommandId[]).filter((id) => this.can(id));
  }
}

/** The one registry of this page. */
export const commands = new CommandRegistry();
