import type { Shown } from '../../../requests.ts';
import { CANCEL, DECLINE, forSession, once, placeOf, plain, requireText, type ParamsOf } from '../shown.ts';

/** Changes of files. */
export function fileChange(params: ParamsOf<'item/fileChange/requestApproval'>): Shown {
  return {
    ...placeOf(params),
    itemId: requireText(params.itemId),
    // The request carries no diff: whoever knows the item fills in its changes.
    body: { kind: 'fileChange', changes: [], grantRoot: params.grantRoot ?? null },
    decisions: [
      once('Writes these changes once.'),
      forSession(
        'Writes these changes, and later ones of this thread to the same files, until its app-server ends.',
      ),
      DECLINE,
      CANCEL,
    ],
    answer: ({ id }) => ({ result: { decision: plain(id) } }),
  };
}
