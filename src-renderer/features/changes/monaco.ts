/** The one place that knows Monaco; loaded when somebody first looks at changes. */
import { editor, Range, Uri } from 'monaco-editor/editor';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/diffEditor/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/readOnlyMessage/register';
import 'monaco-editor/features/unicodeHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import { takeWorker } from './editor-worker.ts';
import './languages.ts';

export { editor, Range, Uri };

globalThis.MonacoEnvironment = { getWorker: takeWorker };

/** Monaco's colours, from the page's own. Colour is for what came and went; code has greys. */
export function applyTheme(): void {
  const style = getComputedStyle(document.documentElement);
  // A build may shorten a colour, which Monaco does not read.
  const of = (token: string): string =>
    style
      .getPropertyValue(`--${token}`)
      .trim()
      .replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
  const dark = document.documentElement.dataset['theme'] !== 'light';
  const clear = '#00000000';
  editor.defineTheme('muster', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      { token: '', foreground: hex(of('text')) },
      { token: 'comment', foreground: hex(of('text-3')) },
      { token: 'string', foreground: hex(of('text-2')) },
      { token: 'number', foreground: hex(of('text-2')) },
      { token: 'regexp', foreground: hex(of('text-2')) },
    ],
    colors: {
      'editor.background': of('surface'),
      'editor.foreground': of('text'),
      'editorLineNumber.foreground': of('text-3'),
      'editorLineNumber.activeForeground': of('text-2'),
      'editor.selectionBackground': of('accent-bg'),
      'editor.inactiveSelectionBackground': of('selected'),
      'editorCursor.foreground': of('accent'),
      'editorGutter.background': of('surface'),
      'editorWidget.background': of('raised'),
      'editorWidget.foreground': of('text'),
      'editorWidget.border': of('line-strong'),
      'input.background': of('bg'),
      'input.foreground': of('text'),
      'input.border': of('line-strong'),
      'editor.findMatchBackground': of('needs-bg'),
      'editor.findMatchHighlightBackground': of('needs-bg'),
      focusBorder: of('accent'),
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map((at) => [`editorBracketHighlight.foreground${at}`, of('text')]),
      ),
      'diffEditor.insertedLineBackground': of('add-bg'),
      'diffEditor.removedLineBackground': of('del-bg'),
      'diffEditorGutter.insertedLineBackground': of('add-bg'),
      'diffEditorGutter.removedLineBackground': of('del-bg'),
      'diffEditor.insertedTextBackground': `${of('add')}33`,
      'diffEditor.removedTextBackground': `${of('del')}33`,
      'diffEditorOverview.insertedForeground': of('add'),
      'diffEditorOverview.removedForeground': of('del'),
      'diffEditor.diagonalFill': of('line'),
      'diffEditor.border': of('line'),
      'diffEditor.unchangedRegionBackground': of('raised'),
      'diffEditor.unchangedRegionForeground': of('text-2'),
      'diffEditor.unchangedRegionShadow': clear,
      'diffEditor.unchangedCodeBackground': clear,
      'diffEditor.move.border': of('line-strong'),
      'scrollbar.shadow': clear,
      'scrollbarSlider.background': `${of('text-3')}44`,
      'scrollbarSlider.hoverBackground': `${of('text-3')}66`,
      'scrollbarSlider.activeBackground': `${of('text-3')}88`,
      'editorOverviewRuler.border': clear,
      'editorUnicodeHighlight.border': of('needs'),
      'editorUnicodeHighlight.background': of('needs-bg'),
    },
  });
  editor.setTheme('muster');
}

function hex(colour: string): string {
  return colour.replace(/^#/, '');
}
