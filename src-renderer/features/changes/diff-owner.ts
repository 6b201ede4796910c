import type { FileSides } from '#shared/model/changes/changes.ts';
import { applyTheme, editor, Range, Uri } from './monaco.ts';
import { lineEdit, shownTexts } from './text-edit.ts';

export type TextSides = Extract<FileSides, { type: 'text' }>;

export interface DiffLook {
  /** Side by side; in a narrow place it is one column anyway. */
  readonly split: boolean;
  /** Differences of white space are shown. */
  readonly space: boolean;
}

/** Which change of the file the view is at, counted from 1; 0 before the first is known. */
export interface DiffPosition {
  readonly at: number;
  readonly of: number;
}

interface Pair {
  readonly original: editor.ITextModel;
  readonly modified: editor.ITextModel;
  state: editor.IDiffEditorViewState | null;
}

interface Anchor {
  readonly line: number;
  /** Pixels from the line's top to the upper edge of the view. */
  readonly into: number;
}

/** Files whose texts are kept, so that going back to one is at once and at the same place. */
const KEPT = 12;
/** Narrower than this, two columns show too little of each line. */
const SPLIT_FROM_PX = 760;

/** Owns one diff editor with its models, from when it is made until it is disposed. */
export class DiffOwner {
  readonly #editor: editor.IStandaloneDiffEditor;
  readonly #pairs = new Map<string, Pair>();
  readonly #disposables: { dispose(): void }[] = [];
  readonly #moved: (position: DiffPosition) => void;
  #viewModel: editor.IDiffEditorViewModel | null = null;
  /** What differs in files that are likely to be looked at next, by path. */
  readonly #prepared = new Map<string, editor.IDiffEditorViewModel>();
  #shown: string | null = null;
  #wanted: string | null = null;
  #anchor: Anchor | null = null;
  #ended = false;

  constructor(place: HTMLElement, look: DiffLook, moved: (position: DiffPosition) => void) {
    applyTheme();
    this.#moved = moved;
    this.#editor = editor.createDiffEditor(place, { ...FIXED, ...changing(look) });
    const observer = new MutationObserver(applyTheme);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    this.#disposables.push({ dispose: () => observer.disconnect() });
    this.#disposables.push(this.#editor.onDidUpdateDiff(() => this.#differs()));
    this.#disposables.push(this.#editor.getModifiedEditor().onDidChangeCursorPosition(() => this.#tell()));
    // The widths of letters are measured once: again when the font has come.
    void document.fonts.load(`13px ${FONT}`).then(() => {
      if (!this.#ended) editor.remeasureFonts();
    });
  }

  /** Shows a file. The one that is shown already gets its new text in place, so that nothing jumps. */
  async show(path: string, sides: TextSides): Promise<void> {
    this.#wanted = path;
    const known = this.#pairs.get(path);
    if (known !== undefined) {
      // Back at the end: it was used last.
      this.#pairs.delete(path);
      this.#pairs.set(path, known);
      this.#update(known, sides, path === this.#shown);
    }
    this.#number(sides);
    if (path === this.#shown) return;
    const pair = known ?? this.#make(path, sides);
    const viewModel = this.#prepared.get(path) ?? this.#compare(pair);
    this.#prepared.delete(path);
    await viewModel.waitForDiff();
    // Another file was asked for meanwhile.
    if (this.#ended || this.#wanted !== path) {
      viewModel.dispose();
      return;
    }
    this.#remember();
    this.#editor.setModel(viewModel);
    this.#viewModel?.dispose();
    this.#viewModel = viewModel;
    this.#shown = path;
    if (pair.state === null) this.#editor.revealFirstDiff();
    else this.#editor.restoreViewState(pair.state);
    this.#tell();
    this.#forget();
  }

  /** Compares a file that is likely to be looked at next; what was prepared for others is let go. */
  prepare(files: readonly { readonly path: string; readonly sides: TextSides }[]): void {
    for (const [path, viewModel] of this.#prepared) {
      if (files.some((file) => file.path === path)) continue;
      this.#prepared.delete(path);
      viewModel.dispose();
    }
    for (const { path, sides } of files) {
      if (path === this.#shown || path === this.#wanted || this.#prepared.has(path)) continue;
      const known = this.#pairs.get(path);
      if (known !== undefined) this.#update(known, sides, false);
      this.#prepared.set(path, this.#compare(known ?? this.#make(path, sides)));
    }
  }

  /** Split or in one column, with white space or without. */
  look(look: DiffLook): void {
    this.#editor.updateOptions(changing(look));
  }

  go(to: 'next' | 'previous'): void {
    this.#editor.goToDiff(to);
  }

  /** Opens the list of changes that a screen reader reads line by line. */
  read(): void {
    this.#editor.accessibleDiffViewerNext();
  }

  focus(): void {
    this.#editor.focus();
  }

  dispose(): void {
    this.#ended = true;
    for (const one of this.#disposables) one.dispose();
    this.#editor.dispose();
    this.#viewModel?.dispose();
    for (const viewModel of this.#prepared.values()) viewModel.dispose();
    for (const { original, modified } of this.#pairs.values()) {
      original.dispose();
      modified.dispose();
    }
    this.#pairs.clear();
  }

  #compare({ original, modified }: Pair): editor.IDiffEditorViewModel {
    return this.#editor.createViewModel({ original, modified });
  }

  #make(path: string, sides: TextSides): Pair {
    const model = (side: string, text: string): editor.ITextModel =>
      // The path tells the language; the number tells apart what other editors show.
      editor.createModel(
        text,
        undefined,
        Uri.from({ scheme: 'muster', authority: side, path: `/${nextUri++}/${path}` }),
      );
    const { before, after } = shownTexts(sides.before, sides.after);
    const pair = {
      original: model('before', before),
      modified: model('after', after),
      state: null,
    };
    this.#pairs.set(path, pair);
    return pair;
  }

  #update(pair: Pair, sides: TextSides, inView: boolean): void {
    const keep = inView ? this.#anchored() : null;
    const { before, after } = shownTexts(sides.before, sides.after);
    replaceLines(pair.original, before);
    const line = replaceLines(pair.modified, after, keep?.line);
    if (keep === null || line === undefined) return;
    // Lines that come or go above must not move the lines in view: now, and when the folds are rebuilt.
    this.#anchor = { line, into: keep.into };
    this.#hold();
  }

  /** The line that the person reads, with how far it lies from the upper edge. */
  #anchored(): Anchor | null {
    const modified = this.#editor.getModifiedEditor();
    const ranges = modified.getVisibleRanges();
    const cursor = modified.getPosition()?.lineNumber;
    const reads = ranges.some(
      (range) => cursor !== undefined && range.startLineNumber <= cursor && cursor <= range.endLineNumber,
    );
    const line = reads ? cursor : ranges[0]?.startLineNumber;
    if (line === undefined) return null;
    return { line, into: modified.getScrollTop() - modified.getTopForLineNumber(line) };
  }

  #hold(): void {
    const anchor = this.#anchor;
    const modified = this.#editor.getModifiedEditor();
    if (anchor !== null && !this.#ended)
      modified.setScrollTop(modified.getTopForLineNumber(anchor.line) + anchor.into);
  }

  #number({ numbers }: TextSides): void {
    const by = (all: readonly (number | null)[] | undefined) =>
      all === undefined ? 'on' : (line: number) => String(all[line - 1] ?? '');
    this.#editor.getOriginalEditor().updateOptions({ lineNumbers: by(numbers?.before) });
    this.#editor.getModifiedEditor().updateOptions({ lineNumbers: by(numbers?.after) });
  }

  /** The editor knows what differs now; its folds follow with the next frame. */
  #differs(): void {
    this.#tell();
    if (this.#anchor === null) return;
    this.#hold();
    requestAnimationFrame(() => {
      this.#hold();
      this.#anchor = null;
    });
  }

  #remember(): void {
    const pair = this.#shown === null ? undefined : this.#pairs.get(this.#shown);
    if (pair !== undefined) pair.state = this.#editor.saveViewState();
  }

  #forget(): void {
    for (const [path, { original, modified }] of this.#pairs) {
      if (this.#pairs.size <= KEPT) return;
      if (path === this.#shown || this.#prepared.has(path)) continue;
      this.#pairs.delete(path);
      original.dispose();
      modified.dispose();
    }
  }

  #tell(): void {
    const changes = this.#editor.getLineChanges() ?? [];
    const line = this.#editor.getModifiedEditor().getPosition()?.lineNumber ?? 1;
    const at = changes.findLastIndex(
      ({ modifiedStartLineNumber: from, modifiedEndLineNumber: to }) => Math.min(from, to || from) <= line,
    );
    this.#moved({ at: changes.length === 0 ? 0 : Math.max(1, at + 1), of: changes.length });
  }
}

let nextUri = 0;

/** Makes a model's text another one by replacing what differs; answers where a line went. */
function replaceLines(model: editor.ITextModel, text: string, line?: number): number | undefined {
  const edit = lineEdit(model.getLinesContent(), text.split(/\r\n|\r|\n/));
  if (edit === null) return line;
  const last = model.getLineCount();
  const atEnd = edit.to > last;
  // Whole lines with the ends between them: at the end of the text there is none after the last one.
  const range = atEnd
    ? edit.from > 1
      ? new Range(edit.from - 1, model.getLineMaxColumn(edit.from - 1), last, model.getLineMaxColumn(last))
      : new Range(1, 1, last, model.getLineMaxColumn(last))
    : new Range(edit.from, 1, edit.to, 1);
  const joined = edit.lines.join('\n');
  const replaced = atEnd
    ? edit.from > 1 && edit.lines.length > 0
      ? `\n${joined}`
      : joined
    : edit.lines.length > 0
      ? `${joined}\n`
      : '';
  model.applyEdits([{ range, text: replaced }]);
  if (line === undefined || line < edit.from) return line;
  return Math.max(edit.from, line + edit.lines.length - (edit.to - edit.from));
}

const FONT = "'JetBrains Mono Variable', ui-monospace, monospace";

const FIXED: editor.IStandaloneDiffEditorConstructionOptions = {
  automaticLayout: true,
  readOnly: true,
  domReadOnly: true,
  originalEditable: false,
  // Tab leads out of it: nothing can be typed.
  tabFocusMode: true,
  useInlineViewWhenSpaceIsLimited: true,
  renderSideBySideInlineBreakpoint: SPLIT_FROM_PX,
  hideUnchangedRegions: { enabled: true, contextLineCount: 3, minimumLineCount: 8, revealLineCount: 20 },
  renderMarginRevertIcon: false,
  renderGutterMenu: false,
  renderIndicators: true,
  diffCodeLens: false,
  renderOverviewRuler: false,
  maxComputationTime: 3000,
  maxFileSize: 4,
  fontFamily: FONT,
  fontSize: 13,
  lineHeight: 20,
  fontLigatures: false,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  renderLineHighlight: 'none',
  renderWhitespace: 'selection',
  occurrencesHighlight: 'off',
  selectionHighlight: false,
  matchBrackets: 'never',
  bracketPairColorization: { enabled: false },
  folding: false,
  links: false,
  contextmenu: false,
  glyphMargin: false,
  lineNumbersMinChars: 4,
  lineDecorationsWidth: 12,
  guides: { indentation: false },
  stickyScroll: { enabled: false },
  overviewRulerLanes: 0,
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, alwaysConsumeMouseWheel: false },
  padding: { top: 4, bottom: 12 },
  unicodeHighlight: { ambiguousCharacters: true, invisibleCharacters: true, nonBasicASCII: false },
  unusualLineTerminators: 'off',
  stopRenderingLineAfter: 10_000,
  fixedOverflowWidgets: true,
  originalAriaLabel: 'Before',
  modifiedAriaLabel: 'After',
};

function changing({ split, space }: DiffLook): editor.IDiffEditorOptions {
  return { renderSideBySide: split, ignoreTrimWhitespace: !space };
}
