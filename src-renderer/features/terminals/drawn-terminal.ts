import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { WebglAddon } from '@xterm/addon-webgl';
import { Terminal } from '@xterm/xterm';
import '../../platform/bench-handle.ts';
import { tell } from '../../platform/messages.tsx';
import { NO_CLIPBOARD, toClipboard } from '../../ui/clipboard.ts';
import '@xterm/xterm/css/xterm.css';
import type { Disposable } from '#shared/base/disposable.ts';
import type { TerminalSize } from '#shared/model/terminal/terminal.ts';
import { outsideLink, type OutsideLink } from '../../ui/outside-link.ts';
import { copyable, pastable } from './clipboard.ts';
import type { FeedSink } from './terminal-feed.ts';
import { onThemeChange, terminalTheme } from './terminal-theme.ts';

export interface DrawnTerminalOptions extends TerminalSize {
  readonly parent: HTMLElement;
  readonly fontSize: number;
  readonly scrollback: number;
  readonly screenReader: boolean;
  /** What the person typed, pasted or did with the mouse; never what the terminal itself answers to the program. */
  readonly typed: (data: string) => void;
  /** Whether a key press is Muster's and not the program's. */
  readonly isOurs: (event: KeyboardEvent) => boolean;
  /** Where a link under the pointer leads; null when there is none. */
  readonly pointedAt: (link: OutsideLink | null) => void;
  readonly found: (results: { readonly index: number; readonly count: number }) => void;
}

const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
const FONT = '"JetBrains Mono Variable", ui-monospace, monospace';

/** xterm.js in the page, as Muster uses it. Its program is hostile: it can colour its own cells and nothing else. */
export class DrawnTerminal implements Disposable {
  readonly terminal: Terminal;
  readonly search = new SearchAddon();
  readonly #fit = new FitAddon();
  readonly #ends: (() => void)[] = [];

  constructor(options: DrawnTerminalOptions) {
    const { cols, rows, parent, fontSize, scrollback, screenReader } = options;
    const links = linkHandler(options.pointedAt);
    this.terminal = new Terminal({
      cols,
      rows,
      scrollback,
      fontSize,
      fontFamily: FONT,
      lineHeight: 1.25,
      theme: terminalTheme(),
      minimumContrastRatio: 4.5,
      cursorInactiveStyle: 'outline',
      screenReaderMode: screenReader,
      allowProposedApi: true,
      linkHandler: links,
    });
    const { terminal } = this;
    terminal.loadAddon(this.#fit);
    terminal.loadAddon(this.search);
    terminal.loadAddon(new Unicode11Addon());
    terminal.unicode.activeVersion = '11';
    terminal.loadAddon(new WebLinksAddon(links.activate, { hover: links.hover, leave: links.leave }));
    leaveAnswersToHost(terminal);
    terminal.attachCustomKeyEventHandler((event) => this.#key(event, options.isOurs));
    terminal.onData(options.typed);
    terminal.onBinary(options.typed);
    this.search.onDidChangeResults(({ resultIndex, resultCount }) =>
      options.found({ index: resultIndex, count: resultCount }),
    );
    terminal.open(parent);
    this.#ownClipboard(parent);
    this.#drawByGpu();
    if (window.__muster !== undefined) window.__muster.terminal = terminal;
    this.#ends.push(
      onThemeChange(() => {
        terminal.options.theme = terminalTheme();
      }),
    );
  }

  /** What a feed writes to. Everything happens in the order of the output. */
  readonly sink: FeedSink = {
    reset: (size) =>
      this.terminal.write('', () => {
        this.terminal.reset();
        this.terminal.resize(size.cols, size.rows);
      }),
    resize: (size) => this.terminal.write('', () => this.terminal.resize(size.cols, size.rows)),
    write: (text, done) => this.terminal.write(text, done),
  };

  /** The size for which there is room; undefined while it is not shown. */
  room(): TerminalSize | undefined {
    const proposed = this.#fit.proposeDimensions();
    if (proposed === undefined || !Number.isFinite(proposed.cols) || !Number.isFinite(proposed.rows))
      return undefined;
    return {
      cols: Math.min(1000, Math.max(2, proposed.cols)),
      rows: Math.min(1000, Math.max(1, proposed.rows)),
    };
  }

  dispose(): void {
    for (const end of this.#ends) end();
    this.terminal.dispose();
  }

  /** Draws by WebGL where there is one; whatever goes wrong with it, the page's own elements do it. */
  #drawByGpu(): void {
    if (!hasGpu()) return;
    try {
      const gpu = new WebglAddon();
      gpu.onContextLoss(() => gpu.dispose());
      this.terminal.loadAddon(gpu);
    } catch {
      // No WebGL here.
    }
  }

  /** Every way to paste and to copy, before xterm.js does it in its own way. */
  #ownClipboard(parent: HTMLElement): void {
    const paste = (event: ClipboardEvent): void => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      event.preventDefault();
      event.stopImmediatePropagation();
      if (text !== '') this.terminal.paste(pastable(text));
    };
    const take = (event: ClipboardEvent): void => {
      if (!this.terminal.hasSelection()) return;
      event.clipboardData?.setData('text/plain', copyable(this.terminal.getSelection()));
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    parent.addEventListener('paste', paste, { capture: true });
    parent.addEventListener('copy', take, { capture: true });
    this.#ends.push(() => {
      parent.removeEventListener('paste', paste, { capture: true });
      parent.removeEventListener('copy', take, { capture: true });
    });
  }

  /** False keeps the key from the program. */
  #key(event: KeyboardEvent, isOurs: (event: KeyboardEvent) => boolean): boolean {
    if (isOurs(event)) return false;
    // On a Mac the command key does this by itself; elsewhere Ctrl+C belongs to the program.
    if (MAC || !event.ctrlKey || !event.shiftKey || event.altKey) return true;
    if (event.code === 'KeyC') {
      if (event.type === 'keydown') void copy(copyable(this.terminal.getSelection()));
      event.preventDefault();
      return false;
    }
    // The browser's own paste follows, which xterm.js brackets.
    return event.code !== 'KeyV';
  }
}

/** Whether WebGL is done by a graphics chip: by the processor it would be many times slower than the page's elements. */
function hasGpu(): boolean {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (context === null) return false;
  // Not every browser counts a drawing processor made of software as a caveat.
  const info = context.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = context.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(name));
}

async function copy(text: string): Promise<void> {
  if (text === '' || (await toClipboard(text))) return;
  tell('needs', NO_CLIPBOARD, 'Copy what is selected with the browser’s own menu.');
}

/** Opens only web links, only by Ctrl or Command with a click, and shows where they lead before. */
function linkHandler(pointedAt: (link: OutsideLink | null) => void) {
  const web = (url: string) => (/^https?:/i.test(url) ? outsideLink(url) : null);
  return {
    activate: (event: MouseEvent, url: string): void => {
      const link = web(url);
      if (link === null || !(MAC ? event.metaKey : event.ctrlKey)) return;
      window.open(link.address, '_blank', 'noopener,noreferrer');
    },
    hover: (_event: MouseEvent, url: string): void => pointedAt(web(url)),
    leave: (): void => pointedAt(null),
  };
}

/**
 * Programs ask a terminal what it is and where its cursor stands. The host answers, once for all clients; this one
 * must not answer again.
 */
function leaveAnswersToHost({ parser }: Terminal): void {
  const quiet = (): boolean => true;
  parser.registerCsiHandler({ final: 'c' }, quiet);
  parser.registerCsiHandler({ prefix: '>', final: 'c' }, quiet);
  parser.registerCsiHandler({ final: 'n' }, quiet);
  parser.registerCsiHandler({ prefix: '?', final: 'n' }, quiet);
  parser.registerCsiHandler({ intermediates: '$', final: 'p' }, quiet);
  parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, quiet);
  parser.registerCsiHandler({ final: 't' }, quiet);
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, quiet);
  // Colours by number may be set; asked for, they would be answered.
  for (const code of [4, 10, 11, 12]) parser.registerOscHandler(code, (data) => data.includes('?'));
}
