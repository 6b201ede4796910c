import { Keys } from '../ui/kit.tsx';
import type { CommandId } from './commands.ts';
import { useKeyOf } from './keymap.ts';

/** The key of a command as it is now; nothing when it has none. */
export function KeyOf({ id }: { id: CommandId }) {
  const key = useKeyOf(id);
  return key === undefined ? null : <Keys keys={key} />;
}
