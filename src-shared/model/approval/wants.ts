import type { Activity } from '../thread/describe.ts';
import { kindOf, type ApprovalBody } from './kinds/index.ts';

/** What a request wants, in the words of a fleet row. */
export function wantsOf(body: ApprovalBody): Activity {
  return kindOf(body).wants(body);
}
