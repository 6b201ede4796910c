import { useEffect, useState } from 'react';
import { navigate, toFleet, useRoute } from '../../platform/routes.ts';
import { useLayout } from '../../platform/layout.ts';
import { useCommand } from '../../platform/use-command.ts';
import { focusTerminal, setTerminalsUi, useTerminalsUi } from './terminals-store.ts';
import { useTerminalActions } from './use-terminals.ts';

/** Where the focus was before the terminals took it. */
let before: HTMLElement | null = null;

/** Gives the focus back to what had it before the terminals, else to the work. */
function leave(): void {
  // Nothing had it when the body has it.
  const known = before !== null && before.isConnected && before !== document.body;
  (known ? before : document.getElementById('work'))?.focus();
}

function inTerminals(element: Element | null): boolean {
  return element?.closest('[data-terminals]') != null;
}

/** Carries out what can be done with terminals wherever the person is. Mounted once. */
export function useTerminalCommands(): void {
  const layout = useLayout();
  const route = useRoute();
  const actions = useTerminalActions();
  const { place, terminals, open, show, close, clear } = actions;
  const docked = useTerminalsUi((state) => state.open);
  const current = useTerminalsUi((state) => state.current);
  const full = route.view === 'terminals';
  const shown = full || (docked && layout !== 'phone');
  const focused = useFocusInside();
  const known = terminals.some(({ id }) => id === current) ? current : null;

  const reveal = (): void => {
    if (!inTerminals(document.activeElement)) before = document.activeElement as HTMLElement | null;
    if (layout === 'phone') navigate({ view: 'terminals' });
    else if (!full) setTerminalsUi({ open: true });
  };
  const hide = (): void => {
    if (full) navigate(toFleet());
    setTerminalsUi({ open: false });
    leave();
  };
  const possible = place !== null || terminals.length > 0;

  useCommand(
    'go.terminals',
    possible
      ? () => {
          reveal();
          show();
        }
      : null,
  );
  useCommand(
    'terminal.toggle',
    possible
      ? () => {
          if (shown) hide();
          else {
            reveal();
            show();
          }
        }
      : null,
  );
  useCommand(
    'terminal.new',
    place === null
      ? null
      : () => {
          reveal();
          void open();
        },
  );
  const step = (by: number) => () => {
    const at = terminals.findIndex(({ id }) => id === current);
    const next = terminals[(at + by + terminals.length) % terminals.length];
    if (next !== undefined) setTerminalsUi({ current: next.id });
    focusTerminal();
  };
  const several = focused && terminals.length > 1;
  useCommand('terminal.next', several ? step(1) : null);
  useCommand('terminal.previous', several ? step(-1) : null);
  useCommand('terminal.leave', focused ? leave : null);
  useCommand(
    'terminal.find',
    focused && known !== null ? () => setTerminalsUi(({ find }) => ({ find: find + 1 })) : null,
  );
  const acting = shown && known !== null;
  useCommand('terminal.clear', acting ? () => clear(known) : null);
  useCommand('terminal.close', acting ? () => void close(known) : null);
  useCommand('terminal.rename', acting ? () => setTerminalsUi({ renaming: known }) : null);
}

/** Whether the focus is in the terminals: only then do their keys mean them. */
function useFocusInside(): boolean {
  const [inside, setInside] = useState(false);
  useEffect(() => {
    const look = (): void => setInside(inTerminals(document.activeElement));
    // After the focus has moved, not between the two.
    const later = (): void => queueMicrotask(look);
    document.addEventListener('focusin', look);
    document.addEventListener('focusout', later);
    return () => {
      document.removeEventListener('focusin', look);
      document.removeEventListener('focusout', later);
    };
  }, []);
  return inside;
}
