import { withAttached } from '#shared/model/prompt/attached.ts';
import type { CallHandlers } from '../topics/calls.ts';
import type { Storage } from './records.ts';

/** The calls about what the person is writing and did not send. */
export function draftHandlers(
  storage: Pick<Storage, 'draft' | 'saveDraft'>,
  now: () => number,
): Pick<CallHandlers, 'draft/get' | 'draft/set'> {
  return {
    'draft/get': ({ key }) => storage.draft(key),
    'draft/set': ({ key, text, attached }) => {
      storage.saveDraft(key, withAttached(text, attached), now());
      return null;
    },
  };
}
