import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { TerminalEntity } from '#shared/model/terminal/terminal.ts';
import { useLayout } from '../../platform/layout.ts';
import { tell } from '../../platform/messages.tsx';
import { belongsToMuster } from '../../platform/use-command.ts';
import { useConnection, useSetting } from '../../connection/index.ts';
import { Button, VisibleText } from '../../ui/kit.tsx';
import type { OutsideLink } from '../../ui/outside-link.ts';
import { DrawnTerminal } from './drawn-terminal.ts';
import { ExtraKeys } from './extra-keys.tsx';
import { FindBar, type Found } from './find-bar.tsx';
import { TerminalFeed } from './terminal-feed.ts';
import { TerminalInput } from './terminal-input.ts';
import { setTerminalsUi, useTerminalsUi } from './terminals-store.ts';
import type { TerminalActions } from './use-terminals.ts';

/** A change of the room waits this long for the next one, ms: a drag is many. */
const RESIZE_MS = 60;

/** The terminal in view: the only one that has an xterm.js; the others are drawn again from their screens. */
export default function TerminalView(props: {
  terminal: TerminalEntity;
  actions: TerminalActions;
  /** Has the focus while there is nothing that could. */
  holder: RefObject<HTMLElement | null>;
  /** How the holder hands the focus on. */
  onFocus: RefObject<(() => void) | null>;
}) {
  const { terminal, actions, holder, onFocus } = props;
  const { id, status } = terminal;
  const { client } = useConnection();
  const layout = useLayout();
  const fontSize = useSetting('terminal.fontSize');
  const scrollback = useSetting('terminal.scrollback');
  const screenReader = useSetting('terminal.screenReader');
  const parent = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<DrawnTerminal | null>(null);
  const [link, setLink] = useState<OutsideLink | null>(null);
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const ctrl = useRef(false);
  const [ctrlHeld, setCtrlHeld] = useState(false);
  const holdCtrl = useCallback((held: boolean) => {
    ctrl.current = held;
    setCtrlHeld(held);
  }, []);
  const ended = status.type === 'exited';
  const latest = useRef({ ended, actions });
  useEffect(() => {
    latest.current = { ended, actions };
  });

  useEffect(() => {
    const element = parent.current;
    if (element === null) return undefined;
    let view: DrawnTerminal | undefined;
    let feed: TerminalFeed | undefined;
    let over = false;
    const input = new TerminalInput(client, id, ({ message }) => tell('failed', 'It was not typed', message));
    const begin = (): void => {
      if (over) return;
      const { cols, rows } = useTerminalsUi.getState();
      view = new DrawnTerminal({
        parent: element,
        cols,
        rows,
        fontSize,
        scrollback,
        screenReader,
        typed: (data) => {
          if (latest.current.ended) {
            if (data === '\r') latest.current.actions.restart(id);
            return;
          }
          input.push(ctrl.current ? withCtrl(data) : data);
          if (ctrl.current) holdCtrl(false);
        },
        isOurs: belongsToMuster,
        pointedAt: setLink,
        found: ({ index, count }) => setFound({ index, count }),
      });
      feed = new TerminalFeed({
        client,
        id,
        sink: view.sink,
        shown: () => setProblem(null),
        failed: ({ message }) => setProblem(message),
      });
      setDrawn(view);
    };
    // The cells are measured once, so the font must be there.
    document.fonts.load(`${fontSize}px "JetBrains Mono Variable"`).then(begin, begin);
    return () => {
      over = true;
      feed?.dispose();
      view?.dispose();
      setDrawn(null);
      setFound(null);
    };
  }, [client, id, fontSize, scrollback, screenReader, holdCtrl]);

  useRoom(terminal, drawn, parent);
  useFocus(drawn, holder, onFocus);

  const find = useTerminalsUi((state) => state.find);
  const [seenFind, setSeenFind] = useState(find);
  const finding = find !== seenFind;
  const endFind = useCallback(() => {
    setSeenFind(useTerminalsUi.getState().find);
    drawn?.search.clearDecorations();
    drawn?.terminal.focus();
  }, [drawn]);

  return (
    <div className="term-view" id="terminal-view" role="tabpanel" aria-label={`Terminal in ${terminal.cwd}`}>
      {finding && drawn !== null ? (
        <FindBar key={find} search={drawn.search} found={found} onEnd={endFind} />
      ) : null}
      <div className="term-screen" ref={parent} data-testid="terminal-screen" />
      {link === null ? null : (
        <div className="term-link">
          <span className="clip">
            <VisibleText text={link.address} />
          </span>
          {link.namedSomebody ? <b>leads to {link.place}</b> : null}
          <span className="faint">{MAC ? '⌘' : 'Ctrl'} with a click opens it in your browser</span>
        </div>
      )}
      {problem === null ? null : <output className="term-ended">{problem}</output>}
      {ended ? (
        <div className="term-ended">
          <output className="grow">{endWords(status)}</output>
          <Button size="small" keys="Enter" onClick={() => actions.restart(id)}>
            Start again
          </Button>
          <Button size="small" onClick={() => void actions.close(id)}>
            Close
          </Button>
        </div>
      ) : null}
      {layout === 'phone' && drawn !== null ? (
        <ExtraKeys terminal={drawn.terminal} ctrl={ctrlHeld} onCtrl={holdCtrl} />
      ) : null}
    </div>
  );
}

const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

function endWords({ code, signal }: Extract<TerminalEntity['status'], { type: 'exited' }>): string {
  if (signal !== null) return `Its program was ended by signal ${signal}.`;
  return code === 0 ? 'Its program has ended.' : `Its program has ended with exit code ${code}.`;
}

/** The control character of a letter, as the held Ctrl of the extra keys makes it. */
function withCtrl(data: string): string {
  if (!/^[a-z@[\\\]^_]$/i.test(data)) return data;
  return String.fromCharCode(data.toUpperCase().charCodeAt(0) & 0x1f);
}

/** Gives the program the size for which there is room here: when that changes, and when this window is used. */
function useRoom(
  { id, cols, rows }: TerminalEntity,
  drawn: DrawnTerminal | null,
  parent: RefObject<HTMLDivElement | null>,
): void {
  const { client } = useConnection();
  const present = useRef({ cols, rows });
  useEffect(() => {
    present.current = { cols, rows };
  }, [cols, rows]);
  useEffect(() => {
    const element = parent.current;
    if (drawn === null || element === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = (): void => {
      const room = drawn.room();
      if (room === undefined || document.visibilityState !== 'visible') return;
      setTerminalsUi(room);
      const now = present.current;
      if (room.cols === now.cols && room.rows === now.rows) return;
      // Asked again with the next change when it is lost.
      client.call('terminal/resize', { terminalId: id, ...room }).catch(() => {});
    };
    const later = (): void => {
      clearTimeout(timer);
      timer = setTimeout(take, RESIZE_MS);
    };
    take();
    const observer = new ResizeObserver(later);
    observer.observe(element);
    element.addEventListener('focusin', take);
    const connected = client.onState(later);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      element.removeEventListener('focusin', take);
      connected.dispose();
    };
  }, [client, id, drawn, parent]);
}

/** Takes the focus from the holder as soon as there is something to have it, and leaves it there at the end. */
function useFocus(
  drawn: DrawnTerminal | null,
  holder: RefObject<HTMLElement | null>,
  onFocus: RefObject<(() => void) | null>,
): void {
  useLayoutEffect(() => {
    if (drawn === null) return undefined;
    const element = holder.current;
    onFocus.current = () => drawn.terminal.focus();
    if (document.activeElement === element) drawn.terminal.focus();
    return () => {
      onFocus.current = null;
      if (drawn.terminal.textarea === document.activeElement) element?.focus();
    };
  }, [drawn, holder, onFocus]);
}
