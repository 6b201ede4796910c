import type { ThemeRegistrationRaw } from 'shiki/types';
import type { LineColours } from './colours.ts';

/** Which words are which kind, by the scopes of TextMate grammars. */
const SCOPES: readonly (readonly [kind: string, ...scopes: string[]])[] = [
  ['p', 'keyword.operator', 'punctuation', 'meta.brace', 'storage.type.function.arrow'],
  [
    'k',
    'keyword',
    'storage',
    'constant.language',
    'variable.language',
    'entity.name.tag',
    'keyword.operator.new',
    'keyword.operator.expression',
    'keyword.operator.logical.python',
    'keyword.operator.word',
    'markup.heading',
    'markup.bold',
  ],
  ['s', 'string', 'constant.other.symbol', 'markup.inline.raw', 'punctuation.definition.string'],
  ['n', 'constant.numeric', 'constant.character', 'constant.other.color', 'keyword.other.unit'],
  [
    'f',
    'entity.name.function',
    'support.function',
    'variable.function',
    'entity.other.attribute-name',
    'support.type.property-name',
    'meta.object-literal.key',
    'entity.name.tag.yaml',
    'variable.other.key',
    'support.type.property-name.json',
  ],
  [
    't',
    'entity.name.type',
    'entity.name.class',
    'entity.name.namespace',
    'entity.other.inherited-class',
    'support.type',
    'support.class',
    'storage.type.java',
    'storage.type.cs',
    'variable.other.class',
  ],
  ['c', 'comment', 'punctuation.definition.comment'],
];

/** A theme has colours only: each kind is a colour that stands for its letter. */
const colourOf = (at: number): string => `#0000${(at + 1).toString(16).padStart(2, '0')}`;
export const THEME = {
  name: 'muster',
  type: 'dark',
  settings: [
    { settings: { foreground: '#000000', background: '#000000' } },
    ...SCOPES.map(([, ...scope], at) => ({ scope, settings: { foreground: colourOf(at) } })),
  ],
} satisfies ThemeRegistrationRaw;

/** The colours of a line from its tokens in that theme. */
export function lineColours(
  tokens: readonly { readonly content: string; readonly color?: string | undefined }[],
): LineColours {
  let line = '';
  let length = 0;
  let kind = '-';
  for (const { content, color } of tokens) {
    // Indentation has no colour of its own.
    const is =
      content.trim() === '' ? kind : (SCOPES[Number.parseInt(color?.slice(5, 7) ?? '0', 16) - 1]?.[0] ?? '-');
    if (is !== kind && length > 0) {
      line += `${length}${kind}`;
      length = 0;
    }
    kind = is;
    length += content.length;
  }
  return kind === '-' ? line : `${line}${length}${kind}`;
}
