import { count } from '../../../base/words.ts';
import type { FileEdit } from '../../item/file-edit.ts';
import { lastPart } from '../../thread/describe.ts';
import { fields, listOf, orAbsent, orNull, text, type Kind } from './kind.ts';

export interface FileChangeBody {
  readonly kind: 'fileChange';
  /** The changes of the item asked about; empty until the item is known. */
  readonly changes: readonly FileEdit[];
  readonly grantRoot: string | null;
}

const isEdit = fields({
  path: text,
  diff: text,
  kind: fields({ type: text, move_path: orAbsent(orNull(text)) }),
});

const VERBS: Readonly<Record<string, string>> = { add: 'Create', delete: 'Delete' };

export const fileChange: Kind<FileChangeBody> = {
  kind: 'fileChange',
  question: false,
  fits: fields({ changes: listOf(isEdit), grantRoot: orNull(text) }),
  title: () => 'Change files',
  verb: { wants: 'wants to edit', ask: 'Edit' },
  wants: ({ changes }) => {
    const names = changes.map(({ path }) => lastPart(path));
    if (names.length === 1) return { words: 'wants to edit', code: names[0] ?? '' };
    return {
      words: names.length === 0 ? 'wants to edit files' : `wants to edit ${names.length} files`,
      code: '',
    };
  },
  ask: ({ changes, grantRoot }) => {
    const [only] = changes;
    if (changes.length === 1 && only !== undefined)
      return { words: VERBS[only.kind.type] ?? 'Edit', code: lastPart(only.path) };
    if (changes.length > 1) return { words: `Edit ${count(changes.length, 'file')}`, code: '' };
    return grantRoot === null ? { words: 'Edit files', code: '' } : { words: 'Write below', code: grantRoot };
  },
  parts: ({ changes, grantRoot }) => [
    ['Folder to write below', grantRoot ?? ''],
    [
      'Files',
      changes
        .map(({ path, kind }) =>
          kind.type === 'update' && kind.move_path !== null ? `${path} → ${kind.move_path}` : path,
        )
        .join('\n'),
    ],
  ],
};
