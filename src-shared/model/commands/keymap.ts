import type { ChangedKeys } from '../settings/settings.ts';
import { COMMANDS, commandOf, type CommandId } from './commands.ts';

const ALL = Object.keys(COMMANDS) as CommandId[];

/** The keys of every command: those it comes with, or those the person gave it. */
export class Keymap {
  readonly #changed: ChangedKeys;

  constructor(changed: ChangedKeys = {}) {
    this.#changed = changed;
  }

  /** The keys that run a command, the one to print first. */
  keysOf(id: CommandId): readonly string[] {
    return Object.hasOwn(this.#changed, id) ? (this.#changed[id] as readonly string[]) : commandOf(id).keys;
  }

  isChanged(id: CommandId): boolean {
    return Object.hasOwn(this.#changed, id);
  }

  /** Commands that would lose a key of theirs if `key` were given to `id`. */
  conflicts(id: CommandId, key: string): readonly CommandId[] {
    return ALL.filter(
      (other) => other !== id && this.keysOf(other).some((own) => excludes(id, key, other, own)),
    );
  }

  /** What to store so that a command has exactly these keys, and whoever had one of them loses it. */
  give(id: CommandId, keys: readonly string[]): ChangedKeys {
    const losers = new Set(keys.flatMap((key) => this.conflicts(id, key)));
    let changed = withKeys(this.#changed, id, keys);
    for (const other of losers) {
      const left = this.keysOf(other).filter((own) => !keys.some((key) => excludes(id, key, other, own)));
      changed = withKeys(changed, other, left);
    }
    return changed;
  }
}

/** Two commands cannot both have a key, nor one the beginning of the other's, unless they come so. */
function excludes(id: CommandId, key: string, other: CommandId, own: string): boolean {
  if (own === key) return true;
  if (!own.startsWith(`${key} `) && !key.startsWith(`${own} `)) return false;
  return !(commandOf(id).keys.includes(key) && commandOf(other).keys.includes(own));
}

function withKeys(changed: ChangedKeys, id: CommandId, keys: readonly string[]): ChangedKeys {
  const { [id]: _, ...rest } = changed;
  const standard = commandOf(id).keys;
  const same = standard.length === keys.length && standard.every((key, at) => key === keys[at]);
  return same ? rest : { ...rest, [id]: keys };
}
