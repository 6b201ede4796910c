import { useEffect, useRef } from 'react';
import { commands, commandOf, type CommandId } from './commands.ts';
import { KeyMatcher, PENDING, mayRun, pressName, type KeyPlace } from './keys.ts';

/** Carries out a command while mounted and `handler` is not null. */
export function useCommand(id: CommandId, handler: (() => void) | null): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  const present = handler !== null;
  useEffect(() => (present ? commands.add(id, () => latest.current?.()) : undefined), [id, present]);
}

/** Runs commands by their keys, everywhere on the page. Mounted once. */
export function useKeyboard(): void {
  useEffect(() => {
    const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);
    const matcher = new KeyMatcher();
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = pressName(event, mac);
      if (name === null) return;
      const place = placeOf(event.target);
      const runnable = commands
        .runnable()
        .filter((id) => commandOf(id).keys.some((keys) => mayRun(keys, place)));
      const shortcuts = runnable.flatMap((id) => commandOf(id).keys.filter((keys) => mayRun(keys, place)));
      // A button or link that has the focus acts on these itself.
      if ((name === 'Enter' || name === ' ') && isControl(event.target)) return;
      if (/^(Arrow|Page|Home|End)/.test(name) && ownsArrows(event.target)) return;
      const found = matcher.press(name, event.timeStamp, shortcuts);
      if (found === null || found === PENDING) return;
      const id = runnable.find((candidate) => commandOf(candidate).keys.includes(found));
      if (id === undefined) return;
      event.preventDefault();
      if (event.repeat && commandOf(id).repeats !== true) return;
      commands.run(id);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function placeOf(target: EventTarget | null): KeyPlace {
  const element = target instanceof Element ? target : null;
  if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null)
    return 'dialog';
  if (element === null) return 'page';
  if (element.closest('textarea, select, [contenteditable="true"]') !== null) return 'text';
  if (element instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'range'].includes(element.type))
    return 'text';
  return 'page';
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
