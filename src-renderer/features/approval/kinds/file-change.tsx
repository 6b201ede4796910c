import type { BodyOf } from '#shared/model/approval/approval.ts';
import { editTotals } from '#shared/model/changes/unified-diff.ts';
import { DiffFile } from '../../../ui/diff-view.tsx';
import { plural } from '../../../ui/format.ts';
import { Note } from '../../../ui/kit.tsx';
import { Code, Raw } from '../code.tsx';
import { isOutside, type Pill } from '../pill.ts';
import type { DrawnKind } from './kind.ts';

export const fileChange: DrawnKind<BodyOf<'fileChange'>> = {
  touches: ({ changes }) => {
    const { added, removed } = editTotals(changes);
    return changes.length === 0 ? '' : `+${added} −${removed}`;
  },
  pills: ({ body: { changes, grantRoot }, home }) => {
    const found: Pill[] = [];
    const { added, removed } = editTotals(changes);
    if (changes.length > 0)
      found.push({ text: `${plural(changes.length, 'file')}, +${added} −${removed}`, tone: undefined });
    const outside = changes.filter(({ path }) => isOutside(path, home)).length;
    if (outside > 0) found.push({ text: `${outside} outside the workspace`, tone: 'needs' });
    const gone = changes.filter(({ kind }) => kind.type === 'delete').length;
    if (gone > 0) found.push({ text: `deletes ${plural(gone, 'file')}`, tone: 'needs' });
    if (grantRoot !== null) found.push({ text: `write access to ${grantRoot}`, tone: 'needs' });
    return found;
  },
  Body: ({ body: { changes, grantRoot }, approval, folder }) => (
    <>
      {grantRoot === null ? null : <Code text={grantRoot} label="Folder to write below" />}
      {changes.length === 0 && grantRoot === null ? (
        <>
          <Note tone="needs" title="The diff has not arrived">
            <p>Codex has not told Muster what would change. This is the request as it came.</p>
          </Note>
          <Raw label="The request as it came" value={approval.raw} open />
        </>
      ) : null}
      {changes.map((edit) => (
        <DiffFile key={edit.path} edit={edit} folder={folder} whole />
      ))}
    </>
  ),
  ruled: true,
  whole: true,
};
