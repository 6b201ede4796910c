import { create } from 'zustand';
import type { CommandId } from '#shared/model/commands/commands.ts';
import { Keymap } from '#shared/model/commands/keymap.ts';
import type { ChangedKeys } from '#shared/model/settings/settings.ts';

const useStore = create<{ keymap: Keymap }>()(() => ({ keymap: new Keymap() }));

/** The present keymap, for what is no component. */
export function keymap(): Keymap {
  return useStore.getState().keymap;
}

/** The present keymap; re-renders when keys are changed. */
export function useKeymap(): Keymap {
  return useStore(({ keymap: present }) => present);
}

/** The key to print beside a button, if the command has one. */
export function useKeyOf(id: CommandId): string | undefined {
  return useKeymap().keysOf(id)[0];
}

/** Puts the person's own keys in place. */
export function setChangedKeys(changed: ChangedKeys): void {
  useStore.setState({ keymap: new Keymap(changed) });
}
