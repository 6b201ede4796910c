import { useEffect, useRef } from 'react';
import { useToldSetting } from '../connection/index.ts';
import { commands, commandOf, type CommandId } from './commands.ts';
import { keymap, setChangedKeys } from './keymap.ts';
import { KeyMatcher, PENDING, mayRun, mayRunInTerminal, pressName, type KeyPlace } from './keys.ts';

const MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Carries out a command while mounted and `handler` is not null. */
export function useCommand(id: CommandId, handler: ((which: number) => void) | null): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  const present = handler !== null;
  useEffect(
    () => (present ? commands.add(id, (which) => latest.current?.(which)) : undefined),
    [id, present],
  );
}

/** Runs commands by their keys, everywhere on the page. Mounted once. */
export function useKeyboard(): void {
  const changed = useToldSetting('keys.changed');
  useEffect(() => {
    if (changed !== undefined) setChangedKeys(changed);
  }, [changed]);
  useEffect(() => {
    const matcher = new KeyMatcher();
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const name = pressName(event, MAC);
      if (name === null) return;
      const place = placeOf(event.target);
      const keysOf = (id: CommandId): readonly string[] =>
        keymap()
          .keysOf(id)
          .filter((keys) => mayRunAt(id, keys, place));
      const runnable = commands.runnable().filter((id) => keysOf(id).length > 0);
      const shortcuts = runnable.flatMap(keysOf);
      // A button or link that has the focus acts on these itself.
      if ((name === 'Enter' || name === ' ') && isControl(event.target)) return;
      if (/^(Arrow|Page|Home|End)/.test(name) && ownsArrows(event.target)) return;
      const found = matcher.press(name, event.timeStamp, shortcuts);
      if (found === null || found === PENDING) return;
      const id = runnable.find((candidate) => keysOf(candidate).includes(found));
      if (id === undefined) return;
      event.preventDefault();
      if (event.repeat && commandOf(id).repeats !== true) return;
      commands.run(id, keymap().keysOf(id).indexOf(found));
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function mayRunAt(id: CommandId, keys: string, place: KeyPlace): boolean {
  return place === 'terminal'
    ? mayRunInTerminal(keys, MAC, commandOf(id).inTerminal === true)
    : mayRun(keys, place);
}

/** Whether a key press in a terminal is a shortcut of Muster's that can run now, and so not the program's. */
export function belongsToMuster(event: KeyboardEvent): boolean {
  const name = pressName(event, MAC);
  const isMeant = (id: CommandId): boolean =>
    keymap()
      .keysOf(id)
      .some((keys) => keys === name && mayRunAt(id, keys, 'terminal'));
  return name !== null && commands.runnable().some(isMeant);
}

function placeOf(target: EventTarget | null): KeyPlace {
  const element = target instanceof Element ? target : null;
  // A closing dialog takes no keys. A sheet lies beside what goes on: only within it are keys its own.
  if (
    document.querySelector(
      ':is([role="dialog"], [role="alertdialog"], [role="menu"]):not([data-closed], [data-sheet])',
    )
  )
    return 'dialog';
  if (element === null) return 'page';
  const sheet = element.closest('[data-sheet]') !== null;
  if (sheet && element.closest('textarea, input') === null) return 'dialog';
  // An editor that only shows something: nobody types there.
  if (element.closest('[data-read-only-editor] .monaco-editor') !== null && !isFindField(element))
    return 'page';
  if (element.closest('[data-terminal-screen]') !== null) return 'terminal';
  if (element.closest('textarea, select, [contenteditable="true"]') !== null) return 'text';
  if (element instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'range'].includes(element.type))
    return 'text';
  return 'page';
}

/** The field of an editor's own search. */
function isFindField(element: Element): boolean {
  return element.closest('.find-widget') !== null;
}

/** Something that scrolls or chooses by these keys itself. */
function ownsArrows(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('[data-own-keys], [role="region"], [role="radiogroup"], input, select') !== null
  );
}

function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('button, a[href], input, select, textarea, summary, [role="button"]') !== null
  );
}
